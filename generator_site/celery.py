"""The Celery application of the site's workers."""

import os
from pathlib import Path

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "generator_site.settings")

app = Celery("generator_site")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("data_folder_in")
if folder:
    Path(folder).mkdir(parents=True, exist_ok=True)
