"""Comments in the code of a project as wishes: found, told to the agents, and what came of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.evolve import origin
from erdgen.compiler.evolve.folder import text_of
from erdgen.compiler.evolve.renames import Renames
from erdgen.compiler.evolve.wanted_names import place_comments
from erdgen.compiler.feedback.remarks import Element, Remark, find_remarks
from erdgen.compiler.merge.trees import FileState
from erdgen.compiler.passes import Comment, Consultation
from erdgen.compiler.spec.project import Project

#: Who asks, where it is a comment in the code.
CODE = "a comment in the code"


@dataclass(frozen=True, slots=True)
class Wish:
    """A comment in the code, and what came of it: contributions, why it is so already, or why it stays."""

    remark: Remark
    comment: Comment
    contributions: tuple[AnyContribution, ...] = ()
    reason: str = ""
    settled: str = ""

    @property
    def carried_out(self) -> bool:
        return not self.reason


@dataclass(frozen=True, slots=True)
class Said:
    """All comments: ``remarks`` in the code, and those ``earlier`` in the words of the version before."""

    remarks: tuple[Remark, ...]
    earlier: tuple[Comment, ...]
    reviewers: tuple[Comment, ...]

    def find_wished(self, project: Project, renames: Renames) -> dict[Remark, Comment]:
        """The comments in the code, of elements that are named as in the new version."""
        placed = (
            replace(remark, element=rename_element(remark.element, project, renames))
            for remark in self.remarks
        )
        unknown = _find_unknown(project, renames)
        return {remark: _rename_text(as_comment(remark), unknown) for remark in placed}

    def list_comments(self, project: Project, renames: Renames) -> tuple[Comment, ...]:
        """What was said, in the words of the new version and in the order in which it counts."""
        wished = self.find_wished(project, renames).values()
        carried_on = carry_on(self.earlier, renames)
        earlier = (comment for comment in carried_on if comment not in wished)
        return tuple(dict.fromkeys((*earlier, *place_comments(project, self.reviewers), *wished)))


def find_project_remarks(files: Mapping[str, FileState], former: Project) -> Iterator[Remark]:
    """Comments in the files of a project, which speak of the ``former`` one, in the order of their paths."""
    for path, state in sorted(files.items()):
        text = text_of(state)
        if text is not None and not path.startswith(f"{origin.FOLDER}/"):
            yield from find_remarks(path, text, former.by_name)


def rename_element(element: Element, project: Project, renames: Renames) -> Element:
    """What is called otherwise now, under its new name; what is gone, as nothing of the ERD."""
    entities = {old: new for new, old in renames.entities.items()}
    name = entities.get(element.entity, element.entity)
    members = {old: new for new, old in renames.members.get(name, {}).items()}
    entity = project.by_name.get(name)
    if entity is None:
        return replace(element, entity="", member="")
    member = members.get(element.member, element.member)
    return replace(element, entity=name, member=member if member in entity.members else "")


def _find_unknown(project: Project, renames: Renames) -> Renames:
    """What of ``renames`` nobody would understand: names from before that are not the ERD's either."""
    members = {
        entity: {
            new: old
            for new, old in names.items()
            if old not in {each.source for each in project.by_name[entity].members.values()}
        }
        for entity, names in renames.members.items()
    }
    known = {each.source for each in project.entities}
    entities = {new: old for new, old in renames.entities.items() if old not in known}
    return replace(
        renames,
        entities=entities,
        words=renames.words if entities else {},
        members={entity: names for entity, names in members.items() if names},
    )


def _rename_text(comment: Comment, renames: Renames) -> Comment:
    return replace(comment, text=renames.apply_to_wish(comment.text, comment.entity)) if renames else comment


def carry_on(comments: Iterable[Comment], renames: Renames) -> tuple[Comment, ...]:
    """What was wished for earlier, in the words of the new version; otherwise it would be undone."""
    if not renames:
        return tuple(comments)
    return tuple(_rename_comment(comment, renames) for comment in comments)


def _rename_comment(comment: Comment, renames: Renames) -> Comment:
    entities = {old: new for new, old in renames.entities.items()}
    entity = entities.get(comment.entity, comment.entity)
    members = {old: new for new, old in renames.members.get(entity, {}).items()}
    field = members.get(comment.field, comment.field)
    text, whole = (renames.apply_to_wish(said, entity) for said in (comment.text, comment.whole))
    return replace(comment, text=text, whole=whole, entity=entity, field=field)


def judge(remark: Remark, comment: Comment, advice: Consultation) -> Wish:
    """What came of one comment."""
    if comment in advice.left_open:
        return Wish(remark, comment, reason=_find(advice, comment.still_open) or "no agent answers it")
    made = tuple(each for each in advice.contributions if comment.quoted in each.because.text)
    return Wish(remark, comment, made, settled=_find(advice, comment.nothing_left))


def _find(advice: Consultation, beginning: str) -> str:
    """The rest of all findings that begin so."""
    told = (finding.message for finding in advice.findings)
    return "; ".join(text.removeprefix(beginning) for text in told if text.startswith(beginning))


def as_comment(remark: Remark) -> Comment:
    """What the agents are told."""
    where = f"{remark.element.name} in {remark.path}" if remark.element.name else remark.path
    return Comment(remark.text, CODE, where, entity=remark.element.entity, field=remark.element.member)


def list_carried_out(
    comments: Sequence[Comment], advice: Consultation, renaming: Collection[Comment] = ()
) -> tuple[Comment, ...]:
    """What has to hold from now on: comments, and of one with several wishes each that was carried out.

    Those that rename are none of it: a name is kept as such, and they would undo what comes later.
    """
    done: list[Comment] = []
    for comment in comments:
        parts = [part for part in advice.parts if part.entire == comment]
        done += parts or [comment] * (comment not in advice.left_open)
    # What was said again counts as said last.
    lasting = (each for each in reversed(done) if each not in renaming)
    return tuple(reversed(dict.fromkeys(lasting)))


def without_names(
    comments: Sequence[Comment], advice: Consultation, renaming: Collection[Comment]
) -> tuple[Comment, ...]:
    """``comments`` without those that rename; of one with several wishes the others stay."""
    lasting: list[Comment] = []
    for comment in comments:
        named = [each for each in renaming if each.entire == comment]
        others = [part for part in advice.parts if part.entire == comment and part not in named]
        lasting += others if named else [comment]
    return tuple(lasting)


def choose_rejected(
    earlier: Collection[Mapping[str, Any]], made: Collection[AnyContribution], wished: Collection[Comment]
) -> tuple[Mapping[str, Any], ...]:
    """Of what people said no to ``earlier`` (see ``origin.as_said``), what still stays out.

    What they ask for in the code now counts for more than what they said then.
    """
    asked = [each for each in made if any(comment.quoted in each.because.text for comment in wished)]
    now = [origin.as_said(each) for each in asked]
    return tuple(each for each in earlier if each not in now)
