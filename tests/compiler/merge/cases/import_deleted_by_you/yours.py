from decimal import Decimal

from django.db import models, transaction

LIMIT = Decimal("10")


def save(row):
    with transaction.atomic():
        row.save()
