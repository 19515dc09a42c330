"""Pins the instructions of models to their present text: `make prompts`."""

from __future__ import annotations

from agents.llm.instructions import FOLDER, PINS, pin_instructions


def main() -> None:
    """Write ``pins.toml`` and name what it pins."""
    text = pin_instructions(FOLDER)
    (FOLDER / PINS).write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
