"""The exceptions of the compiler.

CompilerError             whatever a caller may want to catch
├── InputError            the ERD is wrong; carries all findings        (exit status 2)
├── OutputError           the output folder cannot be written           (exit status 2)
│   └── MissingValuesError  rows need values; see regeneration.py       (exit status 2)
└── ToolError             makemigrations or ruff failed on our output   (exit status 1)
    └── ProofError        a step of the proof failed; see proof/prove.py (exit status 1)
"""

from __future__ import annotations

from erdgen.compiler.findings import Finding


class CompilerError(Exception):
    """Root of the errors that are meant for a person; ``str()`` is the message to show."""


class InputError(CompilerError):
    """The ERD cannot be used. ``findings`` holds every problem, in the order of the file."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(f"{len(findings)} finding(s) in the ERD")
        self.findings = findings


class OutputError(CompilerError):
    """The output folder is refused; the message names it and the remedy."""


class ToolError(CompilerError):
    """A tool that the generator needs failed on generated code; the message carries its output."""
