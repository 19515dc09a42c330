from decimal import Decimal

from django.db import models, transaction

LIMIT = Decimal("20")


def save(row):
    with transaction.atomic():
        row.save()
