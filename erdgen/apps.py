"""The generator as a Django app."""

from django.apps import AppConfig


class ErdgenConfig(AppConfig):
    """Commands, stored runs, and the shell round the compiler."""

    name = "erdgen"
    verbose_name = "ERD to Django"

    def ready(self) -> None:
        from erdgen import checks  # noqa: F401 (registers them)
