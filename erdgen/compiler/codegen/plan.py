"""Which files are generated, from which template, under which condition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from erdgen.compiler.design import Design

#: Beyond this, the initial migration creates its tables in one operation of the project's own.
MANY_MODELS = 40


def _always(design: Design) -> bool:
    return True


def _with_roles(design: Design) -> bool:
    return bool(design.project.auth.roles)


def _with_many_models(design: Design) -> bool:
    return len(design.entities) > MANY_MODELS


def _with_rules(design: Design) -> bool:
    return any(made.rules or made.actions for made in design.entities)


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One generated file. ``template`` is relative to ``templates/project``; empty means an empty file."""

    path: str
    template: str
    condition: Callable[[Design], bool] = _always


PLAN = (
    PlannedFile("manage.py", "manage.py.j2"),
    PlannedFile("requirements.txt", "requirements.txt.j2"),
    PlannedFile("requirements-dev.txt", "requirements-dev.txt.j2"),
    PlannedFile("pyproject.toml", "pyproject.toml.j2"),
    PlannedFile("README.md", "README.md.j2"),
    PlannedFile(".env.example", "env.example.j2"),
    PlannedFile(".gitignore", "gitignore.j2"),
    PlannedFile(".dockerignore", "dockerignore.j2"),
    PlannedFile("Dockerfile", "Dockerfile.j2"),
    PlannedFile("compose.yaml", "compose.yaml.j2"),
    PlannedFile(".github/workflows/ci.yml", "github/ci.yml.j2"),
    PlannedFile("docs/SPEC.md", "docs/SPEC.md.j2"),
    PlannedFile("core/__init__.py", ""),
    PlannedFile("core/settings.py", "core/settings.py.j2"),
    PlannedFile("core/test_settings.py", "core/test_settings.py.j2"),
    PlannedFile("core/urls.py", "core/urls.py.j2"),
    PlannedFile("core/wsgi.py", "core/wsgi.py.j2"),
    PlannedFile("core/asgi.py", "core/asgi.py.j2"),
    PlannedFile("backend/__init__.py", ""),
    PlannedFile("backend/apps.py", "backend/apps.py.j2"),
    PlannedFile("backend/models.py", "backend/models.py.j2"),
    PlannedFile("backend/admin.py", "backend/admin.py.j2"),
    PlannedFile("backend/serializers.py", "backend/serializers.py.j2"),
    PlannedFile("backend/views.py", "backend/views.py.j2"),
    PlannedFile("backend/urls.py", "backend/urls.py.j2"),
    PlannedFile("backend/authentication.py", "backend/authentication.py.j2"),
    PlannedFile("backend/business_logic.py", "backend/business_logic.py.j2"),
    PlannedFile("backend/api_extensions.py", "backend/api_extensions.py.j2"),
    PlannedFile("backend/factories.py", "backend/factories.py.j2"),
    PlannedFile("backend/tests.py", "backend/tests.py.j2"),
    PlannedFile("backend/test_rules.py", "backend/test_rules.py.j2", _with_rules),
    PlannedFile("backend/management/__init__.py", ""),
    PlannedFile("backend/management/commands/__init__.py", ""),
    PlannedFile("backend/management/commands/seed.py", "backend/management/commands/seed.py.j2"),
    PlannedFile("backend/migrations/__init__.py", ""),
    PlannedFile(
        "backend/migrations/_operations.py", "backend/migrations/_operations.py.j2", _with_many_models
    ),
    PlannedFile("backend/migrations/0002_roles.py", "backend/migrations/0002_roles.py.j2", _with_roles),
)
