"""Settings."""

import os

DEBUG = flag("DEBUG", "0")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "rest_framework",
    "backend",
]

if not DEBUG:
    CACHES = {}

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_RATES": {
        "login": "10/min",
        "sign_up": "20/hour",
    },
}

ACCESS = {
    "User": {
        "create": {Role.ADMIN},
        "read": {OWNER, Role.EMPLOYER, Role.ADMIN},
    },
    "Job": {
        "create": {Role.EMPLOYER},
        "read": {ANYONE},
    },
}

if not DEBUG:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
