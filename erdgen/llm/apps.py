"""Tables of their own, so that a site without models has nothing of them in its other tables."""

from django.apps import AppConfig


class ModelsConfig(AppConfig):
    """The app ``llm``."""

    name = "erdgen.llm"
    label = "llm"
    verbose_name = "Language models"
    default_auto_field = "django.db.models.BigAutoField"
