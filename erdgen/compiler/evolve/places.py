"""Where the migrations of a generated project are."""

from __future__ import annotations

APP = "backend"
FOLDER = f"{APP}/migrations"
