"""Settings of the generator's own site, all by environment; nothing has to be set to generate.

docs/deploy.md lists the variables with what they mean.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


def read_flag(name: str, default: str) -> bool:
    """An environment variable as yes or no."""
    return os.environ.get(name, default).strip().lower() in {"1", "true", "yes", "on"}


def read_number(name: str, default: float) -> float:
    """An environment variable as a number."""
    return float(os.environ.get(name) or default)


def read_database() -> dict[str, Any]:
    """SQLite beside the sources, or what ``DATABASE_URL`` names."""
    if not os.environ.get("DATABASE_URL"):
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3", **FOR_SQLITE}
    # Read only where it is asked for: generating starts faster without it.
    import dj_database_url

    database = dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60, conn_health_checks=True)
    extra = FOR_SQLITE if database["ENGINE"].endswith("sqlite3") else {}
    return {**database, **extra}


def read_broker() -> dict[str, Any]:
    """A folder beside the sources, or what ``CELERY_BROKER_URL`` names (``redis://…``, ``amqp://…``)."""
    if os.environ.get("CELERY_BROKER_URL"):
        return {"url": os.environ["CELERY_BROKER_URL"], "transport": None, "options": {}}
    folder = DATA_DIR / "broker"
    places = dict.fromkeys(("data_folder_in", "data_folder_out"), str(folder))
    return {
        "url": "filesystem://localhost/",
        "transport": "generator_site.folder_broker:Transport",
        "options": {**places, "control_folder": str(folder / "control"), "polling_interval": 0.2},
    }


#: A writer waits for the others instead of failing, and readers never wait.
FOR_SQLITE = {
    "OPTIONS": {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
}
#: What is made while the site runs: outputs, and the messages of the broker that needs no server.
DATA_DIR = Path(os.environ.get("ERDGEN_DATA") or BASE_DIR / "var")

DEBUG = read_flag("DEBUG", "0")
#: Off only where nobody but this machine can reach the site, as with ``make serve``.
HTTPS = read_flag("HTTPS", "0" if DEBUG else "1")
# Made up when it is not set: generating needs none, and a server without it only loses its sessions.
SECRET_KEY = os.environ.get("SECRET_KEY") or get_random_secret_key()
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "erdgen",
    "erdgen.llm",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "erdgen.review.policy.set_content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "generator_site.urls"
WSGI_APPLICATION = "generator_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "site"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": read_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
# Found where they are installed: there is nothing to collect before the site starts.
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
CSRF_TRUSTED_ORIGINS = [url for url in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if url]
# Asked for from within, by whoever starts and measures the site; they need no certificate.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
if read_flag("BEHIND_PROXY", "0"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

#: Where the outputs of the site's runs lie, each below its own name.
OUTPUTS_ROOT = Path(os.environ.get("OUTPUTS_ROOT") or DATA_DIR / "outputs")
#: A server that workers prove on, in databases of their own; SQLite without.
PROOF_DATABASE_URL = os.environ.get("ERDGEN_PROOF_DATABASE_URL", "")
#: Whether the command records its runs, and whether it may give the database its tables for that.
OWN_DATABASE = not os.environ.get("DATABASE_URL")
RECORD_RUNS = read_flag("ERDGEN_RECORD", "1")
MAX_ERD_BYTES = int(read_number("MAX_ERD_BYTES", 8 * 1024 * 1024))
#: A pasted ERD may take three bytes for one of its own, as forms are sent; nothing else is that large.
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * MAX_ERD_BYTES
#: Whether nothing is written that no person has approved.
REQUIRE_HUMAN_REVIEW = read_flag("REQUIRE_HUMAN_REVIEW", "0")
#: Whoever sends it as a bearer token may read /metrics; without one only accounts that may see runs.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
if os.environ.get("LOG_FORMAT") == "json":
    LOGGING = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "generator_site.json_logs.JsonFormatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
    }
RUNS_PER_MINUTE = int(read_number("RUNS_PER_MINUTE", 10))
CONCURRENT_RUNS = int(read_number("CONCURRENT_RUNS", 5))

# A worker that is gone is noticed LEASE_SECONDS after its last heartbeat at the latest; REAP_SECONDS later
# its run waits for another one.
LEASE_SECONDS = read_number("LEASE_SECONDS", 60)
HEARTBEAT_SECONDS = read_number("HEARTBEAT_SECONDS", 2)
REAP_SECONDS = read_number("REAP_SECONDS", 5)
#: A queued run's message may be lost when it was sent that long ago.
RESEND_SECONDS = read_number("RESEND_SECONDS", 300)
#: Attempts that end without a finished step before a run fails.
MAX_ATTEMPTS = int(read_number("MAX_ATTEMPTS", 5))
#: The deadline of one worker's work on a run. Brokers deliver a message again that is not acknowledged
#: in time (Redis: the visibility time-out below; RabbitMQ: 30 minutes unless configured), so it is shorter.
JOB_SECONDS = read_number("JOB_SECONDS", 1500)
VISIBILITY_SECONDS = read_number("VISIBILITY_SECONDS", 1800)

CELERY_APPLICATION = "generator_site.celery.app"
BROKER = read_broker()
CELERY_BROKER_URL = BROKER["url"]
CELERY_BROKER_TRANSPORT = BROKER["transport"]
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **BROKER["options"],
    "visibility_timeout": VISIBILITY_SECONDS,
    # No page waits for a broker that is away: the message is sent later by a worker.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.2,
}
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_DEFAULT_QUEUE = "runs"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Workers only keep watch, one run each; the work is done in processes of their own. With a pool of threads a
# worker does not find back to a Redis that was restarted: it acknowledges in another thread than it receives.
CELERY_WORKER_POOL = "solo"
# A worker that keeps watch answers no heartbeat; the lease in the database says that it is alive.
CELERY_BROKER_HEARTBEAT = 0
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
