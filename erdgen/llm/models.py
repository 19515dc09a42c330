"""Rows about language models. No key, no question and no page of an endpoint is in any of them.

Amounts are whole numbers (tokens, billionths of a USD, calls, milliseconds): the conditions of the ledger
are compared by the database, and SQLite knows no decimals.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Account(models.Model):
    """What a run (``agent`` empty) or one of its agents may spend, has spent, and holds for open calls."""

    run = models.ForeignKey("erdgen.Run", models.CASCADE, related_name="accounts")
    agent = models.CharField(max_length=100, blank=True)
    budget_tokens = models.BigIntegerField()
    budget_nano_usd = models.BigIntegerField()
    budget_calls = models.BigIntegerField()
    budget_milliseconds = models.BigIntegerField()
    #: Spent and held: what a call takes at most is added before it is made, and corrected afterwards.
    taken_tokens = models.BigIntegerField(default=0)
    taken_nano_usd = models.BigIntegerField(default=0)
    taken_calls = models.BigIntegerField(default=0)
    taken_milliseconds = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("run", "agent")
        constraints = (models.UniqueConstraint(fields=("run", "agent"), name="account_once_a_run"),)

    def __str__(self) -> str:
        return self.agent or f"run {self.run_id}"


class Hold(models.Model):
    """A reservation that is not settled; one that a killed worker left stays charged in full."""

    run = models.ForeignKey("erdgen.Run", models.CASCADE, related_name="holds")
    agent = models.CharField(max_length=100)
    tokens = models.BigIntegerField()
    nano_usd = models.BigIntegerField()
    calls = models.BigIntegerField()
    milliseconds = models.BigIntegerField()

    class Meta:
        ordering = ("run", "pk")

    def __str__(self) -> str:
        return f"{self.agent}: {self.tokens} tokens"


class Call(models.Model):
    """One request to a model, settled."""

    run = models.ForeignKey("erdgen.Run", models.CASCADE, related_name="model_calls")
    at = models.DateTimeField(auto_now_add=True)
    agent = models.CharField(max_length=100)
    task = models.CharField(max_length=100)
    profile = models.CharField(max_length=40)
    model = models.CharField(max_length=200)
    answered_by = models.CharField(max_length=200, blank=True)
    prompt_sha256 = models.CharField(max_length=64)
    request_sha256 = models.CharField(max_length=64)
    #: Empty: a usable answer.
    failure = models.CharField(max_length=40, blank=True)
    finish_reason = models.CharField(max_length=40, blank=True)
    input_tokens = models.BigIntegerField()
    output_tokens = models.BigIntegerField()
    nano_usd = models.BigIntegerField()
    milliseconds = models.BigIntegerField()
    attempt = models.PositiveIntegerField()
    round = models.PositiveIntegerField()
    usage_known = models.BooleanField()

    class Meta:
        ordering = ("run", "pk")

    def __str__(self) -> str:
        return f"{self.agent}: {self.task}"


class KnownAnswer(models.Model):
    """A checked answer, by the SHA-256 of the request that it answers."""

    key = models.CharField(max_length=64, primary_key=True)
    task = models.CharField(max_length=100)
    model = models.CharField(max_length=200)
    answer = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at", "key")

    def __str__(self) -> str:
        return f"{self.task}: {self.key[:12]}"


class Recording(models.Model):
    """What a run asked, so that it can be made again without an endpoint: the keys of all answers it used."""

    run = models.OneToOneField("erdgen.Run", models.CASCADE, related_name="recording")
    profile = models.CharField(max_length=40)
    model = models.CharField(max_length=200)
    #: Models of single agents.
    models_of_agents = models.JSONField(default=dict)
    keys = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.profile}: {self.model}"


class KnownLevel(models.Model):
    """How far an endpoint holds a model to a schema, as it was found out once."""

    base_url = models.CharField(max_length=500)
    model = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("base_url", "model")
        constraints = (models.UniqueConstraint(fields=("base_url", "model"), name="level_once_a_model"),)

    def __str__(self) -> str:
        return f"{self.model} at {self.base_url}"


class ApprovedReading(models.Model):
    """A model's reading of a sentence that a person approved; for the runs of ``author`` alone."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="approved_readings")
    sentence = models.TextField()
    entity = models.CharField(max_length=200)
    #: The rule as one line of JSON.
    rule = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("author", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("author", "sentence", "entity", "rule"), name="reading_approved_once"
            ),
            models.CheckConstraint(condition=~Q(sentence=""), name="reading_of_a_sentence"),
        )

    def __str__(self) -> str:
        return self.sentence


def has_room(**wanted: int) -> Q:
    """Accounts that can take ``wanted`` (amounts by unit) within their budget."""
    return Q(
        **{f"budget_{unit}__gte": F(f"taken_{unit}") + amount for unit, amount in wanted.items() if amount}
    )
