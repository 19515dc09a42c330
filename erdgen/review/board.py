"""The review page as a value: contributions by agent, files, and one file side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from erdgen.compiler.codec import decode
from erdgen.compiler.contributions import AddFunction, AnyContribution
from erdgen.compiler.errors import OutputError
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.merge.trees import FileState
from erdgen.compiler.report import ModelCost
from erdgen.compiler.spec.called import Called
from erdgen.compiler.spec.project import Project
from erdgen.compiler.standing import find_left_out
from erdgen.compiler.writer import digest, refuse_path
from erdgen.llm.costs import list_costs
from erdgen.models import Contribution, Event, ProposedFile, Run, State, Upload, Verdict
from erdgen.review.choice import PREVIOUS, Choice
from erdgen.review.comparison import Row, compare_texts
from erdgen.review.earlier import Earlier, find_earlier
from erdgen.review.risks import ABLE_TO_BE_RISKY, BY_MODEL, Grants, collect_grants, find_lost, find_risks
from erdgen.review.sentences import say
from erdgen.runs import OUTPUT_NAME
from erdgen.store import load_names
from erdgen.upload import unpack_project
from erdgen.verdicts import SUGGESTED, find_obstacles, list_rejected, version_of, version_of_run

#: A larger file is not compared in the page.
MOST_BYTES = 600_000
#: Of an agent with more contributions, only so many are listed, with all that are risky or selected.
MOST_ITEMS = 200
#: Of a project's own files, so many are named.
MOST_OWN = 50
#: Of what was said, the last so many are shown.
MOST_SAID = 100


@dataclass(frozen=True)
class Item:
    """One contribution. ``lacks`` is the position of the rejected one that it builds on.

    ``code`` is the text of a function, which stands in no file before it is approved.
    """

    row: Contribution
    sentence: str
    risks: Sequence[str]
    lacks: int | None
    files: int
    link: str
    selected: bool
    code: str = ""

    @property
    def key(self) -> str:
        return f"{self.row.position}|{version_of(self.row)}"

    @property
    def number(self) -> int:
        return self.row.position + 1

    @property
    def lacks_number(self) -> int:
        return (self.lacks or 0) + 1


@dataclass(frozen=True)
class Group:
    """The contributions of one agent; ``count`` is that of all, of which ``items`` may be a part."""

    owner: str
    count: int
    items: Sequence[Item]
    opened: bool


@dataclass(frozen=True)
class Leaf:
    """One file of the tree; ``lines`` are those that the selected contribution asks for.

    ``state`` is what becomes of it in the comparison that was chosen.
    """

    row: ProposedFile
    state: str
    link: str
    lines: int
    selected: bool
    risks: Sequence[str] = ()

    @property
    def key(self) -> str:
        return f"{self.row.path}|{version_of(self.row)}"

    @property
    def name(self) -> str:
        return self.row.path.rpartition("/")[2]

    @property
    def proposed(self) -> bool:
        """Whether the run has it, so that something can be said of it."""
        return bool(self.row.pk)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The file that is looked at. ``note`` says why there are no rows, or what to know of them."""

    path: str
    rows: Sequence[Row]
    note: str
    single: bool
    #: Line → what was said of it.
    said: Mapping[int, Sequence[Event]]


@lru_cache(maxsize=8)
def read_project(erd: bytes, source: str, names: tuple[Called, ...] = ()) -> Project | None:
    """The Project of a run, with the names that comments gave.

    Reading a large one takes a moment, and a review looks at it again and again.
    """
    return parse_erd(erd, Path(source).stem.removesuffix("_erd"), names)[0]


def read_project_of(run: Run) -> Project | None:
    """The Project that the agents spoke of, once they did."""
    consulted = run.steps.filter(name="consult").first()
    names = load_names(consulted.output) if consulted is not None else ()
    return read_project(bytes(run.erd), run.source, names)


@dataclass
class Board:
    """All that the page shows, worked out when it is asked for."""

    run: Run
    choice: Choice = field(default_factory=Choice)

    @cached_property
    def project(self) -> Project:
        return read_project_of(self.run) or Project("")

    @cached_property
    def rows(self) -> list[Contribution]:
        return list(self.run.contributions.prefetch_related("verdict_by").order_by("position"))

    @cached_property
    def made(self) -> list[AnyContribution]:
        return [decode(row.data) for row in self.rows]

    @cached_property
    def left_out(self) -> Mapping[int, int]:
        """Contributions that build on rejected ones."""
        rejected = list_rejected(self.run)
        return find_left_out(self.project, self.made, rejected) if rejected else {}

    @cached_property
    def before(self) -> Grants:
        """What the run granted that was applied last to the same output."""
        earlier = Run.objects.filter(output=self.run.output, origin=self.run.origin, state=State.APPLIED)
        last = earlier.filter(pk__lt=self.run.pk).order_by("-pk").first()
        if last is None:
            return {}
        grants = last.contributions.filter(kind="grant_permission").exclude(verdict=Verdict.REJECTED)
        grants = grants.exclude(SUGGESTED & ~Q(verdict=Verdict.APPROVED))
        return collect_grants(decode(data) for data in grants.values_list("data", flat=True))

    @cached_property
    def risks(self) -> Mapping[int, Sequence[str]]:
        # Of thousands few can be risky: only those are decoded.
        able = (
            row
            for row in self.rows
            if row.kind in ABLE_TO_BE_RISKY or row.data["because"]["source"] in BY_MODEL
        )
        found = {row.position: find_risks(decode(row.data), self.before) for row in able}
        return {place: risks for place, risks in found.items() if risks}

    @cached_property
    def file_risks(self) -> Mapping[str, Sequence[str]]:
        """Files that a merge could not settle, and migrations that lose values: approved one by one."""
        step = self.run.steps.filter(name="regenerate").first()
        return step.output.get("risks", {}) if step else {}

    @cached_property
    def own_files(self) -> Sequence[str]:
        """Of a project that is reviewed, the first files that were never generated."""
        step = self.run.steps.filter(name="compare").first()
        return step.output.get("own", [])[:MOST_OWN] if step else []

    @property
    def risky_count(self) -> int:
        return len(self.risks) + len(self.file_risks)

    @cached_property
    def lost(self) -> Sequence[str]:
        if not self.before:
            return ()
        return find_lost(
            [decode(row.data) for row in self.rows if row.kind == "grant_permission"], self.before
        )

    @cached_property
    def costs(self) -> Sequence[ModelCost]:
        """What the agents' questions to models took."""
        return list_costs(self.run.pk)

    @cached_property
    def traced(self) -> bool:
        """Whether it is known which lines contributions ask for."""
        step = self.run.steps.filter(name="trace").first()
        return bool(step and step.output.get("traced"))

    @cached_property
    def traces(self) -> Sequence[tuple[int, str, int, int]]:
        """Position, path, first and last line."""
        step = self.run.steps.filter(name="trace").first()
        return [tuple(each) for each in step.output.get("lines", ())] if step else []

    @cached_property
    def asked_by(self) -> set[int]:
        """What asks for the selected line."""
        file, line = self.choice.file, self.choice.line
        if line is None:
            return set()
        return {place for place, path, first, last in self.traces if path == file and first <= line <= last}

    @cached_property
    def groups(self) -> list[Group]:
        """The contributions by agent; only those of the selected line, if one is selected."""
        owners: dict[str, list[int]] = defaultdict(list)
        for row in self.rows:
            if self.choice.line is None or row.position in self.asked_by:
                owners[row.owner].append(row.position)
        return [self.gather(owner, places) for owner, places in owners.items()]

    def gather(self, owner: str, places: list[int]) -> Group:
        """One agent's, as far as they are listed."""
        listed = places
        if owner != self.choice.agent and len(places) > MOST_ITEMS:
            always = {*self.risks, self.choice.contribution}
            listed = sorted({*places[:MOST_ITEMS], *(place for place in places if place in always)})
        items = [self.present(self.rows[place]) for place in listed]
        opened = self.choice.line is not None or owner == self.choice.agent
        return Group(owner, len(places), items, opened or any(item.selected or item.risks for item in items))

    @cached_property
    def files_of(self) -> Mapping[int, int]:
        """Position → how many files have lines of it."""
        return Counter(place for place, _ in {(place, path) for place, path, _, _ in self.traces})

    def present(self, row: Contribution) -> Item:
        """A contribution for the page."""
        made = decode(row.data)
        return Item(
            row=row,
            sentence=say(self.project, made),
            code=made.source if isinstance(made, AddFunction) else "",
            risks=self.risks.get(row.position, ()),
            lacks=self.left_out.get(row.position),
            files=self.files_of.get(row.position, 0),
            link=Choice(contribution=row.position, against=self.choice.against).link() + f"#c{row.position}",
            selected=row.position == self.choice.contribution,
        )

    @cached_property
    def selected(self) -> Item | None:
        """The contribution that is selected."""
        return next((item for group in self.groups for item in group.items if item.selected), None)

    @cached_property
    def file_rows(self) -> list[ProposedFile]:
        return list(self.run.files.select_related("verdict_by").defer("content").order_by("path"))

    @cached_property
    def folders(self) -> list[tuple[str, list[Leaf]]]:
        """Folder and its files; of a selected contribution only those that it shapes."""
        chosen = Counter[str]()
        for place, path, first, last in self.traces:
            if place == self.choice.contribution:
                chosen[path] += last - first + 1
        folders: dict[str, list[Leaf]] = defaultdict(list)
        for row, state in self.compared:
            if self.choice.contribution is None or row.path in chosen or row.path == self.path:
                choice = Choice(self.choice.contribution, row.path, against=self.choice.against)
                risks = self.file_risks.get(row.path, ())
                leaf = Leaf(
                    row, state, choice.link() + "#sheet", chosen[row.path], row.path == self.path, risks
                )
                folders[row.path.rpartition("/")[0]].append(leaf)
        return sorted(folders.items())

    @cached_property
    def earlier(self) -> Earlier | None:
        """The run before; None when there is none."""
        return find_earlier(self.run)

    @cached_property
    def base(self) -> Earlier | None:
        """The run that files are held against; None for the output folder."""
        return self.earlier if self.choice.against == PREVIOUS else None

    @cached_property
    def compared(self) -> list[tuple[ProposedFile, str]]:
        """Every file, and what becomes of it."""
        if self.base is None:
            return [(row, row.state or "not compared") for row in self.file_rows]
        known = {row.path for row in self.file_rows}
        gone = [ProposedFile(path=path) for path in self.base.files if path not in known]
        rows = sorted([*self.file_rows, *gone], key=lambda row: row.path)
        states = ((row, self.base.compare(row)) for row in rows)
        return [(row, state) for row, state in states if state is not None]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Files by what becomes of them."""
        return dict(Counter(state for _, state in self.compared))

    @cached_property
    def path(self) -> str:
        """The file that is looked at: the selected one, or the first of the selected contribution."""
        if self.choice.file or self.choice.contribution is None:
            return self.choice.file
        asked = [path for place, path, _, _ in self.traces if place == self.choice.contribution]
        return asked[0] if asked else ""

    @cached_property
    def chosen_lines(self) -> set[int]:
        """Lines of the file that the selected contribution asks for, or the selected one."""
        if self.choice.line is not None:
            return {self.choice.line}
        return {
            line
            for place, path, first, last in self.traces
            if place == self.choice.contribution and path == self.path
            for line in range(first, last + 1)
        }

    @cached_property
    def sheet(self) -> Sheet | None:
        """The file that is looked at, against what the output folder holds or the run before proposed."""
        if not any(row.path == self.path for row, _ in self.compared):
            return None
        row = self.run.files.filter(path=self.path).first() or ProposedFile(path=self.path)
        present = read_present(self.run, row.path)
        before = self.base.read(row.path) if self.base else present
        now = bytes(row.content) if row.content is not None else None
        note = ""
        if now is None and self.run.origin == "command":
            note = "Runs of the command are not reviewed: their files stand in the output folder."
        elif row.pk and (digest(present) if present is not None else "") not in (row.base_digest, row.digest):
            note = (
                "The output folder changed since this run looked at it: it has to be run again to be applied."
            )
        if max(len(before or b""), len(now or b"")) > MOST_BYTES or b"\0" in (now or b""):
            return Sheet(row.path, (), "Too large, or not text: look at it in the output folder.", True, {})
        rows = self.compare(row.path, before, now)
        return Sheet(row.path, rows, note, before is None, self.list_said(row.path))

    def compare(self, path: str, base: bytes | None, now: bytes | None) -> Sequence[Row]:
        """Side by side; a selected line is shown among the others."""
        narrow = self.choice.line is None
        chosen = self.chosen_lines
        before, after = ((data or b"").decode(errors="replace") for data in (base, now))
        full = self.choice.full or not narrow
        return compare_texts(path, before, after, chosen, full=full)

    def list_said(self, path: str) -> Mapping[int, Sequence[Event]]:
        """Comments on lines of a file."""
        said: dict[int, list[Event]] = defaultdict(list)
        for event in self.run.events.filter(kind="comment").order_by("pk"):
            if event.data.get("file") == path and "line" in event.data:
                said[event.data["line"]].append(event)
        return dict(said)

    @cached_property
    def said(self) -> Sequence[Event]:
        """The last words of reviewers."""
        words = self.run.events.filter(kind__in=("verdict", "comment"))
        return list(words.order_by("-pk")[:MOST_SAID])

    @cached_property
    def obstacles(self) -> Sequence[str]:
        return find_obstacles(self.run, self.left_out)

    @property
    def seen(self) -> str:
        return version_of_run(self.run)

    @property
    def waits(self) -> bool:
        return self.run.state == State.AWAITING_REVIEW


def read_upload(run: Run) -> Mapping[str, FileState]:
    """The files of the project that was uploaded; none for a run that started otherwise."""
    upload = Upload.objects.filter(run=run).first()
    return unpack_project(bytes(upload.data)) if upload else {}


def read_present(run: Run, path: str) -> bytes | None:
    """The file as it is in the output folder, or was uploaded; None when there is none to be looked at."""
    upload = read_upload(run)
    if upload:
        return upload[path].data if path in upload else None
    if not OUTPUT_NAME.fullmatch(run.output):
        return None
    try:
        refuse_path(path)
    except OutputError:
        return None
    root: Path = (settings.OUTPUTS_ROOT / run.output).resolve()
    file = (root / path).resolve()
    if not file.is_relative_to(root) or not file.is_file():
        return None
    return file.read_bytes()
