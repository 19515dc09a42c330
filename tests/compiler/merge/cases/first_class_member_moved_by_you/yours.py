"""The data model."""

from django.db import models

from backend.business_logic import EntityQuerySet


class Company(models.Model):
    objects = EntityQuerySet.as_manager()
    name = models.CharField(max_length=120, unique=True)
    about = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Job(models.Model):
    title = models.CharField(max_length=120)
    location = models.CharField(max_length=120, help_text="A city.")
    openings = models.SmallIntegerField(
        default=1,
        help_text="How many people are wanted.",
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return self.title
