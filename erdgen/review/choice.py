"""What the address of the review page selects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

#: The comparison with the run before.
PREVIOUS = "previous"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the address of the page selects."""

    contribution: int | None = None
    file: str = ""
    line: int | None = None
    full: bool = False
    #: The agent of which everything is listed.
    agent: str = ""
    #: What files are held against: the output folder, or with ``previous`` the run before.
    against: str = ""

    def link(self, **changes: Any) -> str:
        """The address of another choice."""
        chosen = {
            "against": self.against,
            "contribution": self.contribution,
            "file": self.file,
            "line": self.line,
            **changes,
        }
        return "?" + urlencode({name: value for name, value in chosen.items() if value not in (None, "")})

    @property
    def start(self) -> str:
        """The beginning of an address that selects something else in the same comparison."""
        return f"?{urlencode({'against': self.against})}&" if self.against else "?"

    @property
    def against_folder(self) -> str:
        """The same choice, held against the output folder."""
        return self.link(against="")

    @property
    def against_previous(self) -> str:
        """The same choice, held against the run before."""
        return self.link(against=PREVIOUS)
