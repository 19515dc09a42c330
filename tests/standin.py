"""A small project and an advisor, to test what stands round the core; nothing here is generated."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType

from erdgen.compiler.design import Design
from erdgen.compiler.findings import Finding, Level, Location
from erdgen.compiler.passes import Audience, Comment, Consultation
from erdgen.compiler.rules.vocabulary import RuleOutcome
from erdgen.compiler.spec.called import Called
from erdgen.compiler.spec.project import Entity, Project

PYPROJECT = """\
[tool.ruff]
line-length = 100

[tool.ruff.lint]
select = ["E", "F", "I"]
# Django writes them.
per-file-ignores = { "backend/migrations/*" = ["E501"] }

[tool.pytest.ini_options]
DJANGO_SETTINGS_MODULE = "core.test_settings"
"""
MANAGE = '''\
#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
execute_from_command_line(sys.argv)
'''
SETTINGS = '''\
"""Settings by environment."""

import os

import dj_database_url

DEBUG = os.environ.get("DEBUG", "1") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-development")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    "drf_spectacular",
    "backend",
]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
ROOT_URLCONF = "core.urls"
DATABASES = {"default": dj_database_url.config(default="sqlite:///db.sqlite3")}
AUTH_USER_MODEL = "backend.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
SECURE_SSL_REDIRECT = not DEBUG
SECURE_HSTS_SECONDS = 0 if DEBUG else 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
MIDDLEWARE += ["django.middleware.csrf.CsrfViewMiddleware"]
MIDDLEWARE += ["django.middleware.clickjacking.XFrameOptionsMiddleware"]
CSRF_COOKIE_SECURE = True
'''
TEST_SETTINGS = '''\
"""Settings of the tests."""

from core.settings import *  # noqa: F403
'''
URLS = '''\
"""No routes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
'''
MODELS = '''\
"""Models."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Who signs in."""


class Job(models.Model):
    """A job."""

    title = models.CharField(max_length=50)
    posted_by = models.ForeignKey(User, on_delete=models.CASCADE)
'''
TESTS = '''\
"""Tests."""

import pytest

from backend.models import Job, User


@pytest.mark.django_db
def test_job_is_kept():
    user = User.objects.create_user("ann")
    job = Job.objects.create(title="Cook", posted_by=user)
    assert Job.objects.get() == job
'''
FILES = {
    "pyproject.toml": PYPROJECT,
    "manage.py": MANAGE,
    "core/test_settings.py": TEST_SETTINGS,
    "core/__init__.py": "",
    "core/settings.py": SETTINGS,
    "core/urls.py": URLS,
    "backend/__init__.py": "",
    "backend/models.py": MODELS,
    "backend/migrations/__init__.py": "",
    "backend/tests/__init__.py": "",
    "backend/tests/test_models.py": TESTS,
}

JOB = Entity(source="Job", name="Job", label="Job", plural="Jobs", route="jobs")
MAPPED = Finding(Level.INFO, "erd.I001", "the entity 'job' is called Job", subject="Job")
BROKEN = Finding(
    Level.ERROR,
    "erd.E014",
    "unknown type 'decimall'",
    "did you mean 'decimal'?",
    "Job",
    Location(3, 7, "erd.x"),
)
MISSED = RuleOutcome(
    "Jobs should be nice", "not_understood", reason="no rule says 'nice'", hint="name a field"
)


class StandInAdvisor:
    """Knows nothing, says one thing."""

    def consult(
        self, project: Project, comments: Sequence[Comment] = (), audience: Audience | None = None
    ) -> Consultation:
        return Consultation(outcomes=(MISSED,), schedule=(("StandIn",),))


def parse_stand_in(
    data: bytes, name: str, called: Sequence[Called] = ()
) -> tuple[Project | None, tuple[Finding, ...]]:
    """Anything is an ERD, except what says ``broken``."""
    if b"broken" in data:
        return None, (BROKEN, MAPPED)
    return Project(name="Stand-in", entities=(JOB,)), (MAPPED,)


@contextmanager
def standing_in(files: dict[str, str] = FILES) -> Iterator[None]:
    """The pipeline with ``files`` instead of rendered ones."""
    before = {
        name: sys.modules.get(name)
        for name in ("erdgen.compiler.frontends.erd_json", "erdgen.compiler.codegen.render")
    }
    frontend, renderer = (ModuleType(name) for name in before)
    frontend.parse_erd = parse_stand_in  # type: ignore[attr-defined]

    def render_project(design: Design) -> dict[str, str]:
        return dict(files)

    renderer.render_project = render_project  # type: ignore[attr-defined]
    sys.modules |= {frontend.__name__: frontend, renderer.__name__: renderer}
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
