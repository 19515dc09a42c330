"""A generated project, generated again: what people did to it is merged, rows and migrations are kept."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from erdgen.compiler import pipeline
from erdgen.compiler.codegen.formatting import format_tree
from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.design import Design
from erdgen.compiler.errors import InputError, OutputError, ToolError
from erdgen.compiler.evolve import origin
from erdgen.compiler.evolve.kept_names import find_lost, keep_definitions
from erdgen.compiler.evolve.migrations import (
    FOLDER,
    Evolution,
    Operation,
    Question,
    find_migrations,
    format_module,
)
from erdgen.compiler.evolve.origin import Origin
from erdgen.compiler.evolve.renames import Renames, find_renames
from erdgen.compiler.evolve.rows import STEP, prove_rows
from erdgen.compiler.fallback import Retreat
from erdgen.compiler.feedback.remarks import Element, Remark, find_remarks, remove_remarks
from erdgen.compiler.findings import errors
from erdgen.compiler.merge.files import merge_file
from erdgen.compiler.merge.outcome import MergedFile, State
from erdgen.compiler.merge.trees import FileState, MergedTree, merge_tree
from erdgen.compiler.passes import Advisor, Audience, Comment, Consultation
from erdgen.compiler.pipeline import GenerationRequest, Progress, timed_step
from erdgen.compiler.proof import validation_report
from erdgen.compiler.proof.outcome import ProofResult
from erdgen.compiler.proof.prove import BESIDE, ProofError, is_beside
from erdgen.compiler.report import FileEntry, GenerationReport
from erdgen.compiler.spec.project import Project
from erdgen.compiler.standing import keep_standing
from erdgen.compiler.version import VERSION
from erdgen.compiler.writer import (
    MANIFEST,
    Existing,
    Staging,
    build_manifest,
    carry_over,
    digest,
    refuse_place,
    swap_edited,
    walk_files,
    write_files,
)

#: Of a person's own files, none is read that is larger than this, in bytes.
LARGEST = 2 * 1024 * 1024
#: Who asks, where it is a comment in the code.
CODE = "a comment in the code"


@dataclass(frozen=True, slots=True)
class Wish:
    """A comment in the code, and what came of it: contributions, or why it stays."""

    remark: Remark
    comment: Comment
    contributions: tuple[AnyContribution, ...] = ()
    reason: str = ""

    @property
    def carried_out(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class RegenerationReport:
    """What a regeneration came to. ``before`` and ``after`` are the files that differ, by path."""

    generation: GenerationReport
    renames: Renames = field(default_factory=Renames)
    merged: tuple[MergedFile, ...] = ()
    operations: tuple[Operation, ...] = ()
    questions: tuple[Question, ...] = ()
    wishes: tuple[Wish, ...] = ()
    before: Mapping[str, bytes] = field(default_factory=dict)
    after: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def unsettled(self) -> tuple[MergedFile, ...]:
        """Files that need a person: both sides changed an element, or the file cannot be read."""
        return tuple(outcome for outcome in self.merged if not outcome.settled)

    @property
    def changed(self) -> tuple[str, ...]:
        """Paths whose bytes are others afterwards, or that came or went."""
        paths = {*self.before, *self.after}
        return tuple(sorted(path for path in paths if self.before.get(path) != self.after.get(path)))

    @property
    def exit_status(self) -> int:
        return self.generation.exit_status or int(bool(self.unsettled))


@dataclass(frozen=True, slots=True)
class RegenerationRequest:
    """What to generate anew: the project in ``generation.output``, from ``generation.data`` if there is any.

    ``fills`` are values by ``Model.field`` for rows that exist; nothing that loses values is done unless
    ``allow_destructive``. ``comments`` are what reviewers said, beside the comments in the code.
    """

    generation: GenerationRequest
    fills: Mapping[str, str] = field(default_factory=dict)
    allow_destructive: bool = False
    comments: tuple[Comment, ...] = ()


class MissingValuesError(OutputError):
    """Rows that exist need values that nobody gave; ``questions`` ask for them."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        lines = "\n".join(f"  {question.as_text()}" for question in questions)
        super().__init__(f"rows that exist need values:\n{lines}")
        self.questions = questions


def regenerate(request: RegenerationRequest, advisor: Advisor, progress: Progress) -> RegenerationReport:
    """Generate again, merge, migrate, prove and put in place; a report for every outcome.

    Nothing is written unless the merged project is proven with your version of what is in conflict.
    """
    retreat = Retreat(advisor)
    while True:
        report = _Regeneration(request, retreat.advisor, progress).run()
        made = replace(report.generation, findings=(*report.generation.findings, *retreat.told))
        if made.status != "failed" or not retreat.step_back(made):
            return replace(report, generation=made)
        if made.staging is not None:
            shutil.rmtree(made.staging, ignore_errors=True)


def list_wishes(output: Path, advisor: Advisor) -> RegenerationReport:
    """What the comments in the code of the project in ``output`` would come to; nothing is written."""
    request = RegenerationRequest(GenerationRequest(b"", "", output, dry_run=True))
    regeneration = _Regeneration(request, advisor, _Silent())
    return regeneration.guarded(regeneration.listen)


def listen(
    request: RegenerationRequest, advisor: Advisor, audience: Audience | None = None
) -> RegenerationReport:
    """What the agents come to, and what with each comment; nothing is written. Raises CompilerError."""
    regeneration = _Regeneration(request, advisor, _Silent(), audience)
    regeneration.listen()
    return regeneration.report


def rehearse(
    request: RegenerationRequest, advisor: Advisor, progress: Progress, root: Path
) -> RegenerationReport:
    """As ``regenerate``, but into ``root``, an empty folder; the project stays as it is.

    Raises CompilerError, MissingValuesError among them, and nothing that was made counts then.
    """
    regeneration = _Regeneration(request, advisor, progress)
    regeneration.listen()
    regeneration.prepare(root)
    return regeneration.report


def render_fresh(request: RegenerationRequest, advisor: Advisor) -> Mapping[str, bytes]:
    """The files of a fresh generation by path, without migrations and what the project carries for us."""
    regeneration = _Regeneration(request, advisor, _Silent())
    regeneration.listen()
    return {path: state.data for path, state in regeneration.render().items()}


class _Silent:
    def started(self, step: str) -> None: ...

    def finished(self, step: str, ok: bool, detail: str, seconds: float) -> None: ...


class _Regeneration:
    """One regeneration; its parts are worked out in the order in which they are asked for."""

    def __init__(
        self,
        request: RegenerationRequest,
        advisor: Advisor,
        progress: Progress,
        audience: Audience | None = None,
    ) -> None:
        self.asked = request
        self.audience = audience
        self.request = request.generation
        self.advisor = advisor
        self.progress = progress
        name = self.request.name or str(self.request.output)
        generation = GenerationReport("done", name, self.request.output, self.request.dry_run)
        self.report = RegenerationReport(generation)

    def run(self) -> RegenerationReport:
        return self.guarded(self.go)

    def guarded(self, work: Callable[[], None]) -> RegenerationReport:
        """The report that ``work`` leaves, whatever stops it."""
        try:
            work()
        except InputError as error:
            self.note(status="refused", findings=error.findings)
        except OutputError as error:
            self.note(status="refused", message=str(error))
        return self.report

    def note(self, **changes: object) -> None:
        """Change what is said of the generation."""
        self.report = replace(self.report, generation=replace(self.report.generation, **changes))  # type: ignore[arg-type]

    def listen(self) -> None:
        """Read the project, and ask the agents what to do with the comments."""
        refuse_place(self.request.output, self.request.protected)
        with timed_step(self.progress, "read"):
            self.read()
        with timed_step(self.progress, "consult"):
            self.consult()

    def go(self) -> None:
        self.listen()
        with Staging(None if self.request.dry_run else self.request.output) as staging:
            try:
                self.build(staging.root)
            except ToolError as error:
                kept = None if self.request.dry_run else staging.keep()
                proof = error.proof if isinstance(error, ProofError) else self.report.generation.proof
                self.note(status="failed", message=str(error), staging=kept, proof=proof)

    def read(self) -> None:
        """The project as it is, and both versions of the ERD."""
        given = self.request.name
        data = self.request.data or self.origin.erd
        # The title hangs on the name that the ERD was given under first, not on that of a new version.
        self.request = replace(self.request, data=data, name=self.origin.source)
        generation = pipeline.parse(self.request, self.report.generation)
        self.report = replace(self.report, generation=replace(generation, source=given or self.origin.source))
        renames, problems = find_renames(self.former, self.project)
        if errors(problems):
            raise InputError((*generation.findings, *problems))
        self.report = replace(self.report, renames=renames)

    @cached_property
    def origin(self) -> Origin:
        return origin.read_origin(self.request.output)

    @cached_property
    def former(self) -> Project:
        """The project as the ERD of the last generation says."""
        request = replace(self.request, data=self.origin.erd, name=self.origin.source)
        try:
            project = pipeline.parse(request, self.report.generation).project
        except InputError as error:
            where = self.request.output / origin.ERD
            raise OutputError(
                f"{where} has errors now, such as: {error.findings[0].message}; mend it there first"
            ) from None
        assert project is not None  # parse() raises where there is none
        return project

    @property
    def project(self) -> Project:
        project = self.report.generation.project
        assert project is not None  # read() has put it there
        return project

    @cached_property
    def present(self) -> Mapping[str, FileState]:
        """The project as it is now: what was generated, and your own files that belong to it."""
        return dict(read_project(self.request.output))

    def consult(self) -> None:
        """Ask the agents, with what the code's comments wish for and what was wished for earlier."""
        remarks = tuple(self.find_remarks())
        wished = {remark: _comment(remark) for remark in remarks}
        earlier = [comment for comment in self.origin.comments if comment not in wished.values()]
        comments = tuple(dict.fromkeys((*earlier, *self.asked.comments, *wished.values())))
        self.advice, self.design = pipeline.hear(self.advisor, self.project, comments, self.audience)
        self.leave_rejected(wished.values())
        generation = self.report.generation
        findings = (*generation.findings, *self.design.findings)
        if errors(findings):
            raise InputError(findings)
        self.comments = tuple(comment for comment in comments if comment not in self.advice.left_open)
        self.report = replace(
            self.report,
            generation=replace(
                generation, findings=findings, outcomes=self.design.outcomes, consultation=self.advice
            ),
            wishes=tuple(self.judge(remark, comment) for remark, comment in wished.items()),
        )

    def leave_rejected(self, wished: Iterable[Comment]) -> None:
        """Leave out what people said no to when the project was reviewed, and what builds on it.

        What they ask for in the code now counts for more than what they said then.
        """
        made = self.advice.contributions
        asked = [_said(comment) for comment in wished]
        now = [origin.as_said(each) for each in made if any(said in each.because.text for said in asked)]
        self.rejected = tuple(each for each in self.origin.rejected if each not in now)
        places = [place for place, each in enumerate(made) if origin.as_said(each) in self.rejected]
        if places:
            kept = keep_standing(self.project, made, places)
            rejected = tuple(made[place] for place in places)
            self.advice = replace(self.advice, contributions=kept, rejected=rejected)
            self.design = pipeline.agree(self.project, self.advice)

    advice: Consultation
    design: Design
    #: What was carried out, now or earlier, and has to be again.
    comments: tuple[Comment, ...] = ()
    #: What stays out, as ``origin.as_said`` says it.
    rejected: tuple[Mapping[str, Any], ...] = ()

    def find_remarks(self) -> Iterator[Remark]:
        """Comments in the files of the project, in the order of their paths."""
        for path, state in sorted(self.present.items()):
            text = _text_of(state)
            if text is not None and not path.startswith(f"{origin.FOLDER}/"):
                # The code speaks of the version before.
                for remark in find_remarks(path, text, self.former.by_name):
                    yield replace(remark, element=self.rename_element(remark.element))

    def rename_element(self, element: Element) -> Element:
        """What is called otherwise now, under its new name; what is gone, as nothing of the ERD."""
        entities = {old: new for new, old in self.report.renames.entities.items()}
        name = entities.get(element.entity, element.entity)
        members = {old: new for new, old in self.report.renames.members.get(name, {}).items()}
        entity = self.project.by_name.get(name)
        if entity is None:
            return replace(element, entity="", member="")
        member = members.get(element.member, element.member)
        return replace(element, entity=name, member=member if member in entity.members else "")

    def judge(self, remark: Remark, comment: Comment) -> Wish:
        """What came of one comment."""
        if comment in self.advice.left_open:
            said = comment.left_open([]).message.partition("stays open")[0]
            told = [f.message for f in self.advice.findings if f.message.startswith(said)]
            return Wish(remark, comment, (), told[0].removeprefix(said) if told else "no agent answers it")
        made = tuple(each for each in self.advice.contributions if _said(comment) in each.because.text)
        return Wish(remark, comment, made)

    def build(self, root: Path) -> None:
        """All of it, and put in place what came of it."""
        self.prepare(root)
        if self.request.dry_run:
            return
        with timed_step(self.progress, "write"):
            if self.report.changed:
                seen = {path: digest(each.data) for path, each in self.present.items() if each.link is None}
                swap_edited(root, self.request.output, seen, self.request.protected)

    def prepare(self, root: Path) -> None:
        """Render, merge, migrate and prove; the whole project is in ``root`` then."""
        with timed_step(self.progress, "render"):
            new = self.render()
        with timed_step(self.progress, "merge"):
            plain = self.merge(new, markers=False)
            self.place(root, plain, new)
        with timed_step(self.progress, "migrations"):
            evolution = self.migrate(root)
        new |= {path: FileState(text.encode()) for path, text in evolution.files.items()}
        proof = self.prove(root, plain, new, evolution)
        self.note(proof=proof)
        self.mark(root, plain, new)
        self.complete(root, new, proof)
        self.compare(root)

    def render(self) -> dict[str, FileState]:
        """The files as a fresh generation has them, but migrations."""
        with tempfile.TemporaryDirectory(prefix="erdgen-new-") as folder:
            root = Path(folder)
            pipeline.render(self.design, self.request, root)
            format_tree(root)
            self.keep_for_migrations(root)
            files = dict(read_project(root))
        return {path: state for path, state in files.items() if not _is_ours_alone(path)}

    def keep_for_migrations(self, root: Path) -> None:
        """Add to what is rendered at ``root`` what the project's migrations name."""
        texts = {path: _text_of(state) or "" for path, state in self.present.items()}
        base = {path: data.decode() for path, data in self.origin.base.items() if path.endswith(".py")}
        new = {path: (root / path).read_text(encoding="utf-8") for path in base if (root / path).is_file()}
        migrations = [text for path, text in texts.items() if path.startswith(f"{FOLDER}/")]
        for path, names in find_lost(migrations, base, new).items():
            text = format_module(keep_definitions(base[path], new[path], names), path, root)
            write_files(root, {path: text.encode()})

    def merge(self, new: Mapping[str, FileState], *, markers: bool) -> MergedTree:
        """Three sides; yours without the comments that were carried out."""
        kept = {path: data for path, data in self.origin.base.items() if not _is_ours_alone(path)}
        report = validation_report.PATH
        base = {path: FileState(self.follow(path, data)) for path, data in kept.items() if path != report}
        done: dict[str, list[Remark]] = {}
        for wish in self.report.wishes:
            if wish.carried_out:
                done.setdefault(wish.remark.path, []).append(wish.remark)
        yours = {
            path: replace(state, data=self.follow(path, _without(state.data, done.get(path, []))))
            for path, state in self.present.items()
            if not _is_ours_alone(path) and path != report
        }
        # Modes are no part of the archive: what was generated was as what is generated now.
        base = {path: replace(state, executable=_mode(path, new, state)) for path, state in base.items()}
        merged = merge_tree(base, yours, new, markers=markers)
        self.report = replace(self.report, merged=merged.outcomes)
        # Not even names are changed in what cannot be read.
        left = {path: self.present[path] for path in _unreadable(merged)}
        return replace(merged, files={**merged.files, **left})

    def follow(self, path: str, data: bytes) -> bytes:
        """``data`` in the names of the new version; only code follows."""
        if not self.report.renames or not path.endswith(".py"):
            return data
        try:
            return self.report.renames.apply(data.decode()).encode()
        except UnicodeDecodeError:
            return data

    def place(self, root: Path, merged: MergedTree, new: Mapping[str, FileState]) -> None:
        """Write the merged tree; a file that cannot be read is taken as generated, for the proof."""
        unreadable = _unreadable(merged)
        for path, state in merged.files.items():
            shown = new.get(path, state) if path in unreadable else state
            if shown == self.present.get(path):
                carry_over(self.request.output / path, root / path)
            else:
                write_state(root / path, shown)
        for path in self.present:
            if path.startswith(f"{FOLDER}/"):
                carry_over(self.request.output / path, root / path)

    def migrate(self, root: Path) -> Evolution:
        """Find the new migrations; OutputError where a person has to say something first."""
        roles = {role.source for role in self.former.auth.roles}
        added = [role.source for role in self.project.auth.roles if role.source not in roles]
        evolution = find_migrations(root, self.report.renames, self.asked.fills, added, self.request.proof)
        self.report = replace(self.report, operations=evolution.operations, questions=evolution.questions)
        if self.request.dry_run:
            if not evolution.questions:
                write_files(root, {path: text.encode() for path, text in evolution.files.items()})
            return evolution
        if evolution.questions:
            raise MissingValuesError(evolution.questions)
        if evolution.destructive and not self.asked.allow_destructive:
            lines = "\n".join(f"  {each.target}: {each.destroys}" for each in evolution.destructive)
            raise OutputError(
                f"this would be lost:\n{lines}\nSay --allow-destructive if that is what you want, or name in "
                "the ERD what the new entity or field is renamed_from"
            )
        write_files(root, {path: text.encode() for path, text in evolution.files.items()})
        return evolution

    def prove(
        self, root: Path, merged: MergedTree, new: Mapping[str, FileState], evolution: Evolution
    ) -> ProofResult | None:
        """The proof of the merged project, and that rows survive."""
        if not self.request.prove or self.request.dry_run:
            return None
        own = {
            path for path in walk_files(root) if path.endswith(".py") and not self.is_as_new(root, path, new)
        }
        request = replace(self.request, proof=replace(self.request.proof, own=frozenset(own)))
        proof = pipeline.prove(request, root, self.progress)
        if proof is None or not evolution.files:
            return proof
        self.progress.started(STEP)
        with self.project_before(merged) as before:
            result = prove_rows(before, root, self.report.renames, evolution, self.request.proof)
        self.progress.finished(STEP, result.ok, result.detail, result.seconds)
        proof = replace(proof, steps=(*proof.steps, result))
        if not proof.ok:
            raise ProofError(proof)
        return proof

    def is_as_new(self, root: Path, path: str, new: Mapping[str, FileState]) -> bool:
        """Whether a file is as it was generated, now or before."""
        data = (root / path).read_bytes()
        if path.startswith(f"{FOLDER}/") and path not in new:
            return self.origin.digests.get(path) == digest(data)
        return path in new and new[path].data == data

    @contextmanager
    def project_before(self, merged: MergedTree) -> Iterator[Path]:
        """The project as it is; of files that cannot be read, the version as last generated."""
        with tempfile.TemporaryDirectory(prefix="erdgen-before-") as folder:
            root = Path(folder) / "project"
            unreadable = _unreadable(merged)
            for path, state in self.present.items():
                base = self.origin.base.get(path)
                shown = FileState(base) if path in unreadable and base is not None else state
                write_state(root / path, shown)
            yield root

    def mark(self, root: Path, plain: MergedTree, new: Mapping[str, FileState]) -> None:
        """After the proof: conflicts with their marks, and files that cannot be read as they are."""
        if not any(not outcome.settled for outcome in plain.outcomes):
            return
        marked = self.merge({path: new[path] for path in new if not _is_ours_alone(path)}, markers=True)
        for outcome in marked.unsettled:
            if outcome.path in marked.files:
                write_state(root / outcome.path, marked.files[outcome.path])

    def complete(self, root: Path, new: Mapping[str, FileState], proof: ProofResult | None) -> None:
        """Add the report of the proof and what the project carries for the next time."""
        report = validation_report.PATH
        if proof is not None:
            # As after a fresh generation: that rows survived is said of one migration, not of the project.
            proof = replace(proof, steps=tuple(step for step in proof.steps if step.name != STEP))
        generated = validation_report.render_validation_report(proof).encode()
        present = self.present.get(report)
        base = self.origin.base.get(report)
        merged = merge_file(report, base, present.data if present else None, generated)
        if merged.data is not None:
            write_files(root, {report: merged.data})
        files = {path: state.data for path, state in new.items()} | {report: generated}
        files = {path: data for path, data in files.items() if path not in self.unmerged}
        files |= {path: self.origin.base[path] for path in self.unmerged if path in self.origin.base}
        files |= {
            path: self.present[path].data
            for path in self.origin.digests
            if path in self.present and path.startswith(f"{FOLDER}/") and path not in files
        }
        kept = {origin.ERD: self.request.data} | origin.pack_origin(
            self.request.name, self.comments, self.advice.contributions, files, self.rejected
        )
        manifest = build_manifest(files | kept, VERSION)
        write_files(root, kept | {MANIFEST: manifest})

    @property
    def unmerged(self) -> frozenset[str]:
        """Generated paths of files that cannot be read: what is new for them is merged the next time."""
        return frozenset(each.generated_as for each in self.report.merged if each.state is State.UNREADABLE)

    def compare(self, root: Path) -> None:
        """Note what differs from the project as it is."""
        after = {path: state.data for path, state in read_project(root)}
        before = {path: state.data for path, state in self.present.items()}
        differ = {path for path in {*before, *after} if before.get(path) != after.get(path)}
        existing = Existing({path: digest(data) for path, data in before.items()})
        entries = [pipeline.describe_file(path, data, existing) for path, data in after.items()]
        entries += [FileEntry(path, "removed", None, None) for path in before.keys() - after.keys()]
        self.note(files=tuple(sorted(entries, key=lambda entry: entry.path)))
        self.report = replace(
            self.report,
            before={path: before[path] for path in sorted(differ & before.keys())},
            after={path: after[path] for path in sorted(differ & after.keys())},
        )


def read_project(root: Path) -> Iterator[tuple[str, FileState]]:
    """Files of a project by path, without what lies beside it and what is larger than any code."""
    for path in walk_files(root):
        file = root / path
        parts = Path(path).parts
        if not BESIDE.isdisjoint(parts) or any(
            is_beside(root.joinpath(*parts[: n + 1])) for n in range(len(parts))
        ):
            continue
        if file.is_symlink():
            yield path, FileState(link=str(file.readlink()))
        elif file.is_file() and file.stat().st_size <= LARGEST:
            yield path, FileState(file.read_bytes(), bool(file.stat().st_mode & 0o100))


def write_state(target: Path, state: FileState) -> None:
    """Write a file or link, in place of what may be there; other names of the same file stay as they are."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    if state.link is not None:
        target.symlink_to(state.link)
        return
    target.write_bytes(state.data)
    if state.executable:
        target.chmod(0o755)


def _unreadable(merged: MergedTree) -> frozenset[str]:
    return frozenset(each.path for each in merged.outcomes if each.state is State.UNREADABLE)


def _is_ours_alone(path: str) -> bool:
    """What is never merged: migrations, which are only added to, and what the project carries for us."""
    return path.startswith((f"{FOLDER}/", f"{origin.FOLDER}/"))


def _comment(remark: Remark) -> Comment:
    where = f"{remark.element.name} in {remark.path}" if remark.element.name else remark.path
    return Comment(remark.text, CODE, where, entity=remark.element.entity, field=remark.element.member)


def _said(comment: Comment) -> str:
    """How the reason of a contribution quotes the comment that asked for it."""
    return f"“{comment.text}” on {comment.place}"


def _text_of(state: FileState) -> str | None:
    if state.link is not None or b"\0" in state.data:
        return None
    try:
        return state.data.decode()
    except UnicodeDecodeError:
        return None


def _without(data: bytes, remarks: list[Remark]) -> bytes:
    return remove_remarks(data.decode(), remarks).encode() if remarks else data


def _mode(path: str, new: Mapping[str, FileState], state: FileState) -> bool:
    return new[path].executable if path in new else state.data.startswith(b"#!")
