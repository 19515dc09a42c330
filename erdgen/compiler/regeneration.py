"""A generated project, generated again: what people did to it is merged, rows and migrations are kept."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from erdgen.compiler import pipeline
from erdgen.compiler.codegen.formatting import format_tree
from erdgen.compiler.collection import without_collection
from erdgen.compiler.design import Design
from erdgen.compiler.errors import InputError, OutputError, ToolError
from erdgen.compiler.evolve import origin
from erdgen.compiler.evolve.agreed import follow_said
from erdgen.compiler.evolve.detection import Detecting
from erdgen.compiler.evolve.folder import is_added_later, is_never_merged, read_project, text_of
from erdgen.compiler.evolve.lost_names import find_lost
from erdgen.compiler.evolve.migrations import Evolution, Question, ask_for, find_migrations, format_module
from erdgen.compiler.evolve.origin import Origin
from erdgen.compiler.evolve.places import FOLDER
from erdgen.compiler.evolve.recall import recall_agreed
from erdgen.compiler.evolve.renames import find_renames
from erdgen.compiler.evolve.rows import STEP, prove_rows
from erdgen.compiler.evolve.sides import Sides
from erdgen.compiler.evolve.wanted_names import settle_names
from erdgen.compiler.evolve.wishes import (
    Said,
    choose_rejected,
    find_project_remarks,
    judge,
    list_carried_out,
)
from erdgen.compiler.fallback import Retreat
from erdgen.compiler.findings import errors
from erdgen.compiler.merge.trees import FileState, MergedTree
from erdgen.compiler.passes import Advisor, Audience, Comment, Consultation
from erdgen.compiler.pipeline import GenerationRequest, Progress, timed_step
from erdgen.compiler.proof import validation_report
from erdgen.compiler.proof.outcome import ProofResult
from erdgen.compiler.proof.prove import ProofError
from erdgen.compiler.regeneration_report import RegenerationReport
from erdgen.compiler.report import FileEntry, GenerationReport
from erdgen.compiler.spec.called import Called, find_called
from erdgen.compiler.spec.project import Project
from erdgen.compiler.standing import keep_standing
from erdgen.compiler.version import VERSION
from erdgen.compiler.writer import (
    MANIFEST,
    Existing,
    Staging,
    build_manifest,
    digest,
    refuse_place,
    swap_edited,
    walk_files,
    write_files,
)


@dataclass(frozen=True, slots=True)
class RegenerationRequest:
    """What to generate anew: the project in ``generation.output``, from ``generation.data`` if there is any.

    ``fills`` are values by ``Model.field`` for rows that exist; nothing that loses values is done unless
    ``allow_destructive``. ``comments`` are what reviewers said, beside the comments in the code.
    ``names`` are those that comments gave to members, also now; None for those that the project carries.
    """

    generation: GenerationRequest
    fills: Mapping[str, str] = field(default_factory=dict)
    allow_destructive: bool = False
    comments: tuple[Comment, ...] = ()
    names: tuple[Called, ...] | None = None


class MissingValuesError(OutputError):
    """Rows that exist need values that nobody gave; ``questions`` ask for them."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        lines = "\n".join(f"  {question.as_text()}" for question in questions)
        super().__init__(f"rows that exist need values:\n{lines}")
        self.questions = questions


@without_collection()
def regenerate(request: RegenerationRequest, advisor: Advisor, progress: Progress) -> RegenerationReport:
    """Generate again, merge, migrate, prove and put in place; a report for every outcome.

    Nothing is written unless the merged project is proven with your version of what is in conflict.
    """
    try:
        retreat = Retreat(recall_agreed(request.generation.output, advisor))
    except OutputError as error:
        regeneration = _Regeneration(request, advisor, progress)
        regeneration.note(status="refused", message=str(error))
        return regeneration.report
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


@without_collection()
def listen(
    request: RegenerationRequest,
    advisor: Advisor,
    audience: Audience | None = None,
    step_back: Callable[[Advisor], Advisor] = lambda advisor: advisor,
) -> RegenerationReport:
    """What the agents come to, and what with each comment; nothing is written. Raises CompilerError.

    ``step_back`` says who is asked in place of an advisor with whom the rest has failed.
    """
    advisor = step_back(recall_agreed(request.generation.output, advisor))
    regeneration = _Regeneration(request, advisor, _Silent(), audience)
    regeneration.listen()
    return regeneration.report


@without_collection()
def rehearse(
    request: RegenerationRequest, advisor: Advisor, progress: Progress, root: Path
) -> RegenerationReport:
    """As ``regenerate``, but into ``root``, an empty folder; the project stays as it is.

    Raises CompilerError, MissingValuesError among them, and nothing that was made counts then.
    """
    regeneration = _Regeneration(request, advisor, progress)
    with Detecting(request.generation.proof) as regeneration.detecting:
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
        self.look_ahead()
        with timed_step(self.progress, "consult"):
            self.consult()

    def go(self) -> None:
        with Detecting(self.request.proof) as self.detecting:
            self.listen()
            self.stage()

    def stage(self) -> None:
        """Build beside the project, and keep what was built where that fails."""
        with Staging(None if self.request.dry_run else self.request.output) as staging:
            try:
                self.build(staging.root)
            except ToolError as error:
                kept = None if self.request.dry_run else staging.keep()
                proof = error.proof if isinstance(error, ProofError) else self.report.generation.proof
                self.note(status="failed", message=str(error), staging=kept, proof=proof)

    def look_ahead(self) -> None:
        """Where nothing seems to have changed, Django looks at the project as it is in the meantime."""
        same = self.former is self.project and not self.said.remarks and not self.asked.comments
        if self.detecting is not None and same:
            files = {path: state for path, state in self.present.items() if not is_added_later(path)}
            self.detecting.guess(ask_for(self.report.renames, self.asked.fills), files)

    def read(self) -> None:
        """The project as it is, and both versions of the ERD."""
        given = self.request.name
        data = self.request.data or self.origin.erd
        # The title hangs on the name that the ERD was given under first, not on that of a new version.
        self.request = replace(self.request, data=data, name=self.origin.source)
        self.note(source=given or self.origin.source)
        self.link(self.origin.names if self.asked.names is None else self.asked.names)

    def link(self, names: Sequence[Called]) -> Project:
        """The project under the ``names`` that comments gave, and what is called otherwise than before."""
        generation = pipeline.parse(self.request, self.report.generation, names)
        self._linked = tuple(names)
        self.report = replace(self.report, generation=generation)
        renames, problems = find_renames(self.former, self.project)
        if errors(problems):
            raise InputError((*generation.findings, *problems))
        self.report = replace(self.report, renames=renames)
        return self.project

    @cached_property
    def origin(self) -> Origin:
        return origin.read_origin(self.request.output)

    @cached_property
    def former(self) -> Project:
        """The project as the ERD of the last generation says; asked for when that of the new one is there."""
        if self.request.data == self.origin.erd and self._linked == tuple(self.origin.names):
            return self.project
        request = replace(self.request, data=self.origin.erd, name=self.origin.source)
        try:
            project = pipeline.parse(request, self.report.generation, self.origin.names).project
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
        _, renaming = settle_names(self.advisor, self.project, self.list_comments, self.link)
        wished = self.said.find_wished(self.project, self.report.renames)
        comments = self.list_comments(self.project)
        advice, self.design = pipeline.hear(self.advisor, self.project, comments, self.audience)
        self.advice = replace(advice, names=find_called(self.project))
        self.leave_rejected(wished.values())
        generation = self.report.generation
        findings = (*generation.findings, *self.design.findings)
        if errors(findings):
            raise InputError(findings)
        self.comments = list_carried_out(comments, self.advice, renaming)
        self.report = replace(
            self.report,
            generation=replace(
                generation, findings=findings, outcomes=self.design.outcomes, consultation=self.advice
            ),
            wishes=tuple(judge(remark, comment, self.advice) for remark, comment in wished.items()),
        )

    @cached_property
    def said(self) -> Said:
        """The comments of everybody."""
        remarks = tuple(find_project_remarks(self.present, self.former))
        return Said(remarks, self.origin.comments, self.asked.comments)

    def list_comments(self, project: Project) -> tuple[Comment, ...]:
        """The same in the words of the new version."""
        return self.said.list_comments(project, self.report.renames)

    def leave_rejected(self, wished: Collection[Comment]) -> None:
        """Leave out what people said no to when the project was reviewed, and what builds on it."""
        made = self.advice.contributions
        before = [follow_said(each, self.report.renames) for each in self.origin.rejected]
        if not before:
            return
        self.rejected = choose_rejected(before, made, wished)
        places = [place for place, each in enumerate(made) if origin.as_said(each) in self.rejected]
        if places:
            kept = keep_standing(self.project, made, places)
            rejected = tuple(made[place] for place in places)
            self.advice = replace(self.advice, contributions=kept, rejected=rejected)
            self.design = pipeline.agree(self.project, self.advice)

    #: Django's autodetector, where migrations are to be found.
    detecting: Detecting | None = None
    advice: Consultation
    design: Design
    #: The names that comments gave, under which the project was linked last.
    _linked: tuple[Called, ...] = ()
    #: What was carried out, now or earlier, and has to be again.
    comments: tuple[Comment, ...] = ()
    #: What stays out, as ``origin.as_said`` says it.
    rejected: tuple[Mapping[str, Any], ...] = ()

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
        wishes = self.report.wishes
        done = tuple(wish.remark for wish in wishes if wish.carried_out)
        sides = Sides(self.request.output, self.origin, self.present, new, self.report.renames, done)
        with timed_step(self.progress, "merge"):
            plain = sides.merge(markers=False)
            sides.place(root, plain)
            self.report = replace(self.report, merged=plain.outcomes)
        with timed_step(self.progress, "migrations"):
            evolution = self.migrate(root)
        proof = self.prove(root, sides, plain, evolution)
        self.note(proof=proof)
        if plain.unsettled:
            self.report = replace(self.report, merged=sides.mark(root))
        self.complete(root, sides, evolution, proof)
        self.compare(root)

    def render(self) -> dict[str, FileState]:
        """The files as a fresh generation has them, but migrations."""
        with tempfile.TemporaryDirectory(prefix="erdgen-new-") as folder:
            root = Path(folder)
            pipeline.render(self.design, self.request, root)
            format_tree(root)
            self.keep_for_migrations(root)
            files = dict(read_project(root, largest=None))
        return {path: state for path, state in files.items() if not is_never_merged(path)}

    def keep_for_migrations(self, root: Path) -> None:
        """Add to what is rendered at ``root`` what the project's migrations name."""
        texts = {path: text_of(state) or "" for path, state in self.present.items()}
        base = {path: data.decode() for path, data in self.origin.base.items() if path.endswith(".py")}
        new = {path: (root / path).read_text(encoding="utf-8") for path in base if (root / path).is_file()}
        migrations = [text for path, text in texts.items() if path.startswith(f"{FOLDER}/")]
        lost = find_lost(migrations, base, new)
        if not lost:
            return
        from erdgen.compiler.evolve.kept_names import keep_definitions  # loads libcst

        for path, names in lost.items():
            text = format_module(keep_definitions(base[path], new[path], names), path, root)
            write_files(root, {path: text.encode()})

    def migrate(self, root: Path) -> Evolution:
        """Find the new migrations; OutputError where a person has to say something first."""
        assert self.detecting is not None  # whoever prepares has opened it
        roles = {role.source for role in self.former.auth.roles}
        added = [role.source for role in self.project.auth.roles if role.source not in roles]
        evolution = find_migrations(root, self.report.renames, self.asked.fills, added, self.detecting)
        self.report = replace(self.report, operations=evolution.operations, questions=evolution.questions)
        if self.request.dry_run:
            if not evolution.questions:
                write_files(root, evolution.data)
            return evolution
        if evolution.questions:
            raise MissingValuesError(evolution.questions)
        if evolution.destructive and not self.asked.allow_destructive:
            lines = "\n".join(f"  {each.target}: {each.destroys}" for each in evolution.destructive)
            raise OutputError(
                f"this would be lost:\n{lines}\nSay --allow-destructive if that is what you want, or name in "
                "the ERD what the new entity or field is renamed_from"
            )
        write_files(root, evolution.data)
        return evolution

    def prove(self, root: Path, sides: Sides, merged: MergedTree, evolution: Evolution) -> ProofResult | None:
        """The proof of the merged project, and that rows survive."""
        if not self.request.prove or self.request.dry_run:
            return None
        modules = [path for path in walk_files(root) if path.endswith(".py")]
        own = {path for path in modules if not sides.is_as_generated(root, path, evolution.data)}
        request = replace(self.request, proof=replace(self.request.proof, own=frozenset(own)))
        proof = pipeline.prove(pipeline.confine(request, self.design), root, self.progress)
        if proof is None or proof.unverified or not evolution.files:
            return proof
        self.progress.started(STEP)
        with sides.before(merged) as before:
            result = prove_rows(before, root, self.report.renames, evolution, self.request.proof)
        self.progress.finished(STEP, result.ok, result.detail, result.seconds)
        proof = replace(proof, steps=(*proof.steps, result))
        if not proof.ok:
            raise ProofError(proof)
        return proof

    def complete(self, root: Path, sides: Sides, evolution: Evolution, proof: ProofResult | None) -> None:
        """Add the report of the proof and what the project carries for the next time."""
        if proof is not None:
            # As after a fresh generation: that rows survived is said of one migration, not of the project.
            proof = replace(proof, steps=tuple(step for step in proof.steps if step.name != STEP))
        generated = validation_report.render_validation_report(proof).encode()
        merged = sides.merge_report(generated)
        if merged is not None:
            write_files(root, {validation_report.PATH: merged})
        added = {**evolution.data, validation_report.PATH: generated}
        files = sides.list_generated(added, self.report.merged)
        kept = {origin.ERD: self.request.data} | origin.pack_origin(
            self.request.name,
            self.comments,
            self.advice.contributions,
            files,
            self.rejected,
            self.advice.names,
        )
        manifest = build_manifest(files | kept, VERSION)
        write_files(root, kept | {MANIFEST: manifest})

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
