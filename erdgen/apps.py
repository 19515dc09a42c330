"""The generator as a Django app."""

from django.apps import AppConfig


class ErdgenConfig(AppConfig):
    """Commands, and the shell round the compiler."""

    name = "erdgen"
    verbose_name = "ERD to Django"
