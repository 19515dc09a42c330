"""The instructions that models get: texts of this repository, each held against its pinned hash.

What a user wrote never gets in here. The hash is for drift and provenance: whoever changes an instruction
also changes its pin, in the same commit, and each call's record says which instruction it was made with.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from agents.llm.failures import Failure, Kind

FOLDER = Path(__file__).parent / "prompts"
PINS = "pins.toml"
#: Opens every instruction to answer in JSON, and to answer in code.
COMMON = "common"
COMMON_CODE = "common_code"


@dataclass(frozen=True, slots=True)
class Instruction:
    """What a model is told to do, and the SHA-256 of it."""

    text: str
    sha256: str


def read_instruction(task: str, folder: Path = FOLDER, common: str = COMMON) -> Instruction | Failure:
    """The instruction for ``task``: the common text and its own, read and checked anew at each call."""
    try:
        pins = tomllib.loads((folder / PINS).read_text(encoding="utf-8"))["sha256"]
        texts = [(name, (folder / f"{name}.txt").read_bytes()) for name in (common, task)]
        strange = [name for name, text in texts if hash_of(text) != pins.get(name)]
        if strange:
            return Failure(Kind.PROMPT_TAMPERED, f"{strange[0]}.txt is not what is pinned for it")
        whole = b"\n".join(text for _, text in texts)
        return Instruction(whole.decode(), hash_of(whole))
    except (OSError, ValueError, KeyError, AttributeError) as error:
        return Failure(
            Kind.PROMPT_TAMPERED, f"the instruction for {task} cannot be read: {type(error).__name__}"
        )


def pin_instructions(folder: Path = FOLDER) -> str:
    """The text of ``pins.toml`` for the instructions as they are now."""
    lines = [f'{path.stem} = "{hash_of(path.read_bytes())}"' for path in sorted(folder.glob("*.txt"))]
    return "\n".join(["# Written by `make prompts`.", "[sha256]", *lines, ""])


def hash_of(text: bytes) -> str:
    """SHA-256 in hexadecimal digits."""
    return sha256(text).hexdigest()
