from decimal import Decimal

from django.db import models, transaction
from rest_framework import serializers

LIMIT = Decimal("10")


def save(row):
    with transaction.atomic():
        row.save()


def clamp(value):
    return min(value, LIMIT)


def total(rows):
    return clamp(len(rows))
