"""What is understood and no contribution can say: why, and what can be done instead."""

from __future__ import annotations

from collections.abc import Mapping

from agents.feedback.answer import Answer

NOTHING = Answer(reason="it says nothing", nearest="say what is wanted")
QUESTION = Answer(
    reason="a question asks for nothing", nearest="say what is wanted, without the question mark"
)
#: By the action that a phrase names.
REFUSALS: Mapping[str, Answer] = {
    "open": Answer(
        reason="access is opened in the ERD alone, where all of it can be seen",
        nearest='name "anyone" or a role in auth_requirements.permissions there',
    ),
    "structure": Answer(
        reason="which entities and fields there are is said in the ERD",
        nearest="change it there, and regenerate with --erd",
    ),
    "rate": Answer(
        reason="how often people may ask is decided for the whole API",
        nearest="set api_requirements.throttling in the ERD",
    ),
    "any_test": Answer(
        reason="it does not say what is to be tested",
        nearest="say “add a test that FIELD refuses VALUE”, or the rule that is to hold",
    ),
    "async": Answer(
        reason="views of Django REST framework are synchronous",
        nearest="serve the project with more workers or threads",
    ),
}
