from decimal import Decimal

from django.db import models
from rest_framework import serializers

LIMIT = Decimal("10")


def save(row):
    row.save()
