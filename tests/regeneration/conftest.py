"""What tests of regeneration share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.regenerating import generate


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A fresh generation of the ERD."""
    return generate(tmp_path / "library")
