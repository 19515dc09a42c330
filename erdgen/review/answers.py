"""What came of each comment that a run was told: of reviewers, and in the code of the project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from erdgen import preferences
from erdgen.comments import recall
from erdgen.compiler.codec import decode
from erdgen.compiler.passes import Comment
from erdgen.compiler.spec.project import Project
from erdgen.models import Run, Verdict
from erdgen.review.board import read_project, read_project_of
from erdgen.review.sentences import say


@dataclass(frozen=True, slots=True)
class Answer:
    """A comment with what it came to: ``effects`` are sentences, ``reason`` says why there are none."""

    text: str
    author: str
    where: str
    effects: Sequence[str] = ()
    reason: str = ""


def list_answers(run: Run) -> list[Answer]:
    """Every comment; nothing before the agents were asked."""
    consulted = run.steps.filter(name="consult", state="done").first()
    if consulted is None:
        return []
    told = [(comment, comment.place) for comment in recall(run)]
    told += [(decode(wish["comment"]), wish["where"]) for wish in consulted.output.get("wishes", ())]
    if not told and not preferences.recall(run):
        return []
    project = read_project_of(run) or Project("")
    preferred = answer_preferences(run, project)
    return [*preferred, *(answer(run, project, comment, where) for comment, where in told)]


def answer_preferences(run: Run, project: Project) -> Iterator[Answer]:
    """What came of each preference, whichever fields it is about; nothing of those that are about none."""
    told: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    # They were made for the names of the ERD.
    named = read_project(bytes(run.erd), run.source) or project
    for comment in preferences.as_comments(run, named):
        told[comment.preference, comment.author].append(answer(run, project, comment, comment.place))
    for (sentence, author), answers in told.items():
        effects = tuple(dict.fromkeys(effect for each in answers for effect in each.effects))
        reasons = "; ".join(dict.fromkeys(each.reason for each in answers))
        yield Answer(sentence, author, ", ".join(each.where for each in answers), effects, reasons)


def answer(run: Run, project: Project, comment: Comment, where: str) -> Answer:
    """What came of one of them."""
    effects = list(list_effects(run, project, comment))
    reason = "" if effects else find_reason(run, comment)
    return Answer(comment.text, comment.author, where, effects, reason)


def find_reason(run: Run, comment: Comment) -> str:
    """Why there is no effect."""
    for code, beginning in (("review.W001", comment.still_open), ("review.I002", comment.nothing_left)):
        told = run.findings.filter(code=code, message__startswith=beginning).first()
        if told is not None:
            return told.message.removeprefix(beginning)
    return "it is so already"


def list_effects(run: Run, project: Project, comment: Comment) -> Iterator[str]:
    """What the agents made of it, one sentence each."""
    for row in run.contributions.filter(reason__contains=comment.quoted).order_by("position"):
        turned_down = " (rejected)" if row.verdict == Verdict.REJECTED else ""
        yield say(project, decode(row.data)) + turned_down
