"""What reviewers said of the runs of an output, for the agents of its next run.

A comment is open until somebody withdraws it: a run that carries it out has it from the comment alone, and so
does the run after that. A comment that comes with a verdict is the reason of the verdict and no wish.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from erdgen import lifecycle
from erdgen.compiler.passes import Comment
from erdgen.models import Contribution, Event, Origin, Run


def list_open(output: str) -> list[Event]:
    """Comments on runs of the site into ``output`` that nobody withdrew, oldest first."""
    events = Event.objects.filter(run__output=output, run__origin=Origin.SITE).order_by("pk")
    withdrawn = {event.data["comment"] for event in events.filter(kind="withdrawn")}
    return [event for event in events.filter(kind="comment") if event.pk not in withdrawn]


def collect(output: str) -> list[dict[str, Any]]:
    """The open comments as the options of a run keep them: what is said later is for the next run."""
    made = (_describe(event) for event in list_open(output))
    told = ("text", "author", "entity", "field")
    return list({tuple(each[name] for name in told): each for each in made}.values())


def recall(run: Run) -> tuple[Comment, ...]:
    """The comments that ``run`` was started with."""
    kept = run.options.get("comments", ())
    return tuple(Comment(**{**each, "owners": tuple(each["owners"])}) for each in kept)


def log_comment(
    run: int,
    place: str,
    author: str,
    text: str,
    owners: Collection[str],
    elements: Collection[tuple[str, str]],
    **data: Any,
) -> None:
    """Keep a comment for the agents that it is about.

    ``elements`` are the entities and members (or none) that its contributions are about: what a sentence
    leaves out is the only one of them.
    """
    entities, members = {entity for entity, _ in elements if entity}, {each for each in elements if each[1]}
    (entity,) = entities if len(entities) == 1 else ("",)
    field = next(iter(members))[1] if entity and len(members) == 1 else ""
    lifecycle.log(
        run,
        "comment",
        f"{author} on {place}: {text}",
        by=author,
        comment=text,
        place=place,
        owners=sorted(owners),
        entity=entity,
        field=field,
        **data,
    )


def find_element(made: Contribution) -> tuple[str, str]:
    """The entity and the member that a contribution is about, as far as that is one; else empty."""
    for part in (made.data, made.data.get("rule") or {}):
        name = part.get("field") or part.get("relation")
        names = [name] if isinstance(name, str) else list(part.get("fields") or [])
        if len(names) == 1:
            return made.entity, str(names[0])
    return made.entity, ""


def withdraw(run: Run, number: int, who: str) -> bool:
    """Close an open comment on a run of the same output; False when there is none of this number."""
    with transaction.atomic():
        comment = next((event for event in list_open(run.output) if event.pk == number), None)
        if comment is None:
            return False
        # Under lock, as whoever holds a run's row may write to its log.
        Run.objects.select_for_update().only("pk").get(pk=comment.run_id)
        text = f"{who} withdrew: {comment.data['comment']}"
        lifecycle.log(comment.run_id, "withdrawn", text, by=who, comment=number)
        return True


def _describe(event: Event) -> dict[str, Any]:
    # Comments of older sites are all on lines, and do not say the place and the element.
    place = f"{event.data.get('file')}:{event.data.get('line')}"
    data = {"place": place, "entity": "", "field": "", **event.data}
    return {
        "text": " ".join(data["comment"].split()),
        "author": data["by"],
        "place": f"{data['place']} of run {event.run_id}",
        "owners": data["owners"],
        "entity": data["entity"],
        "field": data["field"],
    }
