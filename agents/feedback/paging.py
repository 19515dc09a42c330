"""What comments on pages come to: a list has a size of its own, all else is decided for the whole API."""

from __future__ import annotations

import re

from agents.feedback.answer import Answer, Element, UnclearError
from agents.feedback.phrases import Match
from agents.feedback.subjects import find_lists
from erdgen.compiler.contributions import Because, SetPageSize
from erdgen.compiler.spec.project import MAX_PAGE_SIZE, Project

_IN_THE_ERD = 'set api_requirements.pagination in the ERD: "page", "cursor" or "limit_offset"'
_NO_PAGES = ("the API has no pages, and has them for all lists or for none", _IN_THE_ERD)


def read_paginated(project: Project, here: Element, subject: str, said: str) -> Answer:
    """“Paginate this”, with the style that ``said`` may name."""
    find_lists(project, here, subject)
    style = project.api.pagination
    if style == "none":
        raise UnclearError(*_NO_PAGES)
    asked = re.search(r"\b(page|cursor|limit)\b", said, re.IGNORECASE)
    if asked is None or style.startswith(asked[1].lower()):
        return Answer(settled=f"every list comes in pages already ({style})")
    raise UnclearError("how lists are cut into pages is decided for the whole API", _IN_THE_ERD)


def read_page_size(project: Project, here: Element, match: Match, because: Because) -> Answer:
    """“Paginate by 50”."""
    names, size = find_lists(project, here, match.get("subject", "")), int(match["value"])
    if project.api.pagination == "none":
        raise UnclearError(*_NO_PAGES)
    if not 1 <= size <= MAX_PAGE_SIZE:
        raise UnclearError(f"a page has 1 to {MAX_PAGE_SIZE} rows", "name a number in between")
    if not names and size != project.api.page_size:
        nearest = f"set api_requirements.page_size to {size} there, or say it at one list"
        raise UnclearError("the size of all pages is part of the ERD", nearest)
    made = tuple(SetPageSize(owner="api", entity=name, size=size, because=because) for name in names)
    if size == project.api.page_size:
        return Answer(settled=f"pages have {size} rows already", standing=made)
    return Answer(contributions=made)


def read_unpaginated(project: Project, here: Element, subject: str) -> Answer:
    """“No pagination here”."""
    find_lists(project, here, subject)
    if project.api.pagination == "none":
        return Answer(settled="every list comes whole already")
    raise UnclearError(
        "all lists of the API come in pages, or none does",
        f"say “page size {MAX_PAGE_SIZE}”, or set api_requirements.pagination to false in the ERD",
    )
