"""Whether a model is chosen at all: asked at every start, so it loads nothing."""

from __future__ import annotations

from collections.abc import Mapping

OFF = "off"
CHOICE = "ERDGEN_LLM"
BASE_URL = "ERDGEN_LLM_BASE_URL"
CUSTOM = "custom"


def read_choice(choice: str, environ: Mapping[str, str]) -> str:
    """What is chosen: ``choice``, else ERDGEN_LLM, else custom where ERDGEN_LLM_BASE_URL is set, else off."""
    return choice.strip() or environ.get(CHOICE, "").strip() or (CUSTOM if environ.get(BASE_URL) else OFF)


def chooses_model(choice: str, environ: Mapping[str, str]) -> bool:
    """Whether that is a model."""
    return read_choice(choice, environ).partition(":")[0].strip().lower() != OFF
