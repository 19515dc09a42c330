"""What is understood and no contribution can say: why, and what can be done instead."""

from __future__ import annotations

from collections.abc import Mapping

from agents.feedback.answer import Answer

REFUSALS: Mapping[str, Answer] = {
    "default_order": Answer(
        reason="the order that lists have unasked is part of the ERD",
        nearest="set the entity's option ordering there, or say “allow sorting by FIELD”",
    ),
    "rename": Answer(
        reason="a name is part of the ERD, as columns and addresses follow from it",
        nearest="rename it there, with renamed_from so that no row is lost",
    ),
    "fetch": Answer(
        reason="views fetch along what their responses unfold, and an id needs no join",
        nearest="let responses unfold more by api_requirements.nesting in the ERD",
    ),
    "async": Answer(
        reason="views of Django REST framework are synchronous",
        nearest="serve the project with more workers or threads",
    ),
}
