"""Comments in the code of a project as wishes: found, told to the agents, and what came of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from erdgen.compiler.contributions import AnyContribution
from erdgen.compiler.evolve import origin
from erdgen.compiler.evolve.folder import text_of
from erdgen.compiler.evolve.renames import Renames
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


def find_project_remarks(
    files: Mapping[str, FileState], former: Project, project: Project, renames: Renames
) -> Iterator[Remark]:
    """Comments in the files of the project, in the order of their paths.

    The code speaks of the ``former`` project; their elements are named as in the new one.
    """
    for path, state in sorted(files.items()):
        text = text_of(state)
        if text is not None and not path.startswith(f"{origin.FOLDER}/"):
            for remark in find_remarks(path, text, former.by_name):
                yield replace(remark, element=rename_element(remark.element, project, renames))


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


def list_carried_out(comments: Sequence[Comment], advice: Consultation) -> tuple[Comment, ...]:
    """What has to hold from now on: comments, and of one with several wishes each that was carried out."""
    done: list[Comment] = []
    for comment in comments:
        parts = [part for part in advice.parts if part.entire == comment]
        done += parts or [comment] * (comment not in advice.left_open)
    # What was said again counts as said last.
    return tuple(reversed(dict.fromkeys(reversed(done))))


def choose_rejected(
    earlier: Collection[Mapping[str, Any]], made: Collection[AnyContribution], wished: Collection[Comment]
) -> tuple[Mapping[str, Any], ...]:
    """Of what people said no to ``earlier`` (see ``origin.as_said``), what still stays out.

    What they ask for in the code now counts for more than what they said then.
    """
    asked = [each for each in made if any(comment.quoted in each.because.text for comment in wished)]
    now = [origin.as_said(each) for each in asked]
    return tuple(each for each in earlier if each not in now)
