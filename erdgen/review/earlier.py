"""What an earlier run proposed, to hold a later one against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from erdgen.compiler.report import FileState
from erdgen.models import ProposedFile, Run, StepState


@dataclass(frozen=True)
class Earlier:
    """The files of the run before; all of them, whatever people said of them."""

    run: Run

    @cached_property
    def files(self) -> Mapping[str, ProposedFile]:
        """By path, without their content."""
        rows = self.run.files.filter(content__isnull=False).defer("content").order_by("path")
        return {row.path: row for row in rows}

    def compare(self, now: ProposedFile) -> FileState | None:
        """What became of a file since; None for one that neither run proposes."""
        before = self.files.get(now.path)
        if now.digest == "":
            return "removed" if before else None
        if before is None:
            return "added"
        return "unchanged" if before.digest == now.digest else "changed"

    def read(self, path: str) -> bytes | None:
        """The bytes that were proposed; None for a file that was not."""
        row = self.run.files.filter(path=path).only("content").first()
        return None if row is None or row.content is None else bytes(row.content)


def find_earlier(run: Run) -> Earlier | None:
    """The last run before ``run`` that came to a proposal for the same output, else from that ERD file."""
    compared = Run.objects.filter(
        Q(output=run.output) | Q(source=run.source),
        pk__lt=run.pk,
        origin=run.origin,
        steps__name__in=("propose", "regenerate"),
        steps__state=StepState.DONE,
    )
    # Runs of the command keep no files: they stand in their output folder.
    kept = compared.filter(files__content__isnull=False).distinct().defer("erd").order_by("-pk")
    found = kept.filter(output=run.output).first() or kept.first()
    return Earlier(found) if found is not None else None
