"""Comments with several wishes: what they are divided into, and what is never torn."""

from __future__ import annotations

import random
import re

import pytest

from agents.feedback.answer import Element
from agents.feedback.several import Part, read_wishes
from tests.agents.feedback.test_reading import BECAUSE, DONE, NOT_DONE, PROJECT, SETTLED, read, say


def divide(place: str, text: str) -> tuple[Part, ...]:
    name, _, member = place.partition(".")
    return read_wishes(PROJECT, Element(name, member), text, BECAUSE)


#: Where, what is said, and the wishes in words that stand alone.
DIVIDED = (
    ("Job.title", "searchable; at most 50 characters", ["searchable", "at most 50 characters"]),
    ("Job.title", "searchable, at most 50 characters", ["searchable", "at most 50 characters"]),
    ("Job.title", "unique and at most 50 characters", ["unique", "at most 50 characters"]),
    ("Job.title", "keep it indexed; 50 characters max", ["keep it indexed", "50 characters max"]),
    ("Job.salary", "must be at least 10; make it optional", ["must be at least 10", "make it optional"]),
    (
        "Job.salary",
        "add a test that it refuses -1; read-only",
        ["add a test that it refuses -1", "read-only"],
    ),
    ("Job.title", "help text: What it is; indexed", ["help text: What it is", "indexed"]),
    ("Job.notes", "required, unique and indexed", ["required", "unique", "indexed"]),
    ("Job.notes", "required, unique, and also indexed", ["required", "unique", "indexed"]),
    (
        "Job.title",
        "Make it searchable. At most 50 characters.",
        ["Make it searchable", "At most 50 characters"],
    ),
    ("Job.title", "searchable and filterable", ["searchable", "filterable"]),
    ("Job.notes", "index this; make it unique", ["index this", "make it unique"]),
    ("Job", "paginate by 50 + newest first", ["paginate by 50", "newest first"]),
    (
        "Job",
        "unique together: title, salary; newest first",
        ["unique together: title, salary", "newest first"],
    ),
    (
        "Job.title",
        "searchable and unique together: title, salary",
        ["searchable", "unique together: title, salary"],
    ),
    (
        "Job.salary",
        "read-only; must be at least 10 and at most 500",
        ["read-only", "must be at least 10 and at most 500"],
    ),
    # What names nothing goes on about what was named before it …
    ("Job", "title should be indexed and unique", ["title should be indexed", "Job.title: unique"]),
    ("Job.salary", "title should be indexed and unique", ["title should be indexed", "Job.title: unique"]),
    ("", "Job.salary: read-only, optional", ["Job.salary: read-only", "Job.salary: optional"]),
    ("Job", "title: searchable; unique", ["title: searchable", "Job.title: unique"]),
    (
        "",
        "Job.notes: required and unique; newest jobs first; Job.salary: indexed",
        [
            "Job.notes: required",
            "Job.notes: unique",
            "newest jobs first",
            "Job.salary: indexed",
        ],
    ),
    ("Job", "notes: filterable; title: filterable", ["notes: filterable", "title: filterable"]),
    ("Job", "notes: filterable, title: filterable", ["notes: filterable", "title: filterable"]),
    # … also where an entity was named in between.
    ("Job.title", "searchable; paginate Job by 50; unique", ["searchable", "paginate Job by 50", "unique"]),
)


@pytest.mark.parametrize(("place", "text", "wanted"), DIVIDED)
def test_every_wish_is_a_part_that_can_stand_alone(place: str, text: str, wanted: list[str]) -> None:
    parts = divide(place, text)
    assert [part.text for part in parts] == wanted
    for part in parts:
        assert part.answer.why_not == ""
        assert say(part.answer) == say(read(place, part.text))
        assert say(part.answer) or part.answer.settled


#: What one wish has within itself.
WHOLE = (
    ("Job.status", "choices: open, closed"),
    ("Job.status", "one of open or closed"),
    ("Job", "unique together: title, salary"),
    ("Job", "title and notes should be searchable"),
    ("Job", "order by salary descending, then title"),
    ("Job", "only employers and job seekers may edit and delete it"),
    ("Job.title", "help text: short, plain; not shouted. Unique and clear"),
    ("Job.salary", "must be at least 10 and at most 500"),
    ("Job.salary", "must be at least 10; must be at most 500"),
    ("Job.salary", "if status is open, salary must be at least 10"),
    ("Job.title", "heading, at most 50 characters"),
)


@pytest.mark.parametrize(("place", "text"), WHOLE)
def test_a_reading_of_the_whole_goes_first(place: str, text: str) -> None:
    (part,) = divide(place, text)
    assert part == Part(text, read(place, text))
    assert part.answer.why_not == ""


@pytest.mark.parametrize(("place", "text"), [each[:2] for table in (DONE, SETTLED) for each in table])
def test_what_is_one_wish_stays_one(place: str, text: str) -> None:
    assert divide(place, text) == (Part(text, read(place, text)),)


@pytest.mark.parametrize(("place", "text"), [each[:2] for each in NOT_DONE])
def test_what_cannot_be_done_is_not_done_in_part(place: str, text: str) -> None:
    (part,) = divide(place, text)
    assert part.answer.why_not.endswith(read(place, text).why_not)


#: Of which nothing is done, and how the reason begins.
STOPPED = (
    ("Job.title", "searchable and make it async", "“make it async”: views of Django REST framework"),
    ("Job.title", "searchable; make it nicer", "“make it nicer”: the part “make it nicer”"),
    ("Job.title", "unique, but only for drafts", "the part “unique, but only for drafts”"),
    ("Job.title", "Unique. Not yet, wait for legal.", "“Not yet, wait for legal”: "),
    ("Job.title", "unique. Only after the migration", "“Only after the migration”: "),
    ("Job.title", "This is a heading. At most 50 characters.", "“This is a heading”: "),
    ("Job.title", "don't make it searchable and unique", "“don't make it searchable”: "),
    ("Job.title", "is it searchable and unique?", "a question asks for nothing"),
    ("Job.salary", "at least 10 and at most 50", "only a part of it is understood"),
    # What it is about could be either.
    ("Job.salary", "title should be indexed; unique", "“unique”: it does not say what it is about"),
    ("Job", "title and notes searchable and unique", "“unique”: it does not say which field of Job"),
)


@pytest.mark.parametrize(("place", "text", "reason"), STOPPED)
def test_one_part_in_the_way_keeps_all_from_being_done(place: str, text: str, reason: str) -> None:
    (part,) = divide(place, text)
    assert (part.text, say(part.answer), part.answer.settled) == (text, [], "")
    assert part.answer.reason.startswith(reason), part.answer.reason


#: Wishes that end in words of the author's choice take what follows for more of them.
FREE = re.compile("choices|options|one of|enum|values|[?]")
AT_TITLE = [text for place, text, _ in DONE if place == "Job.title" and not FREE.search(text)]


@pytest.mark.parametrize("seed", range(12))
def test_two_wishes_in_one_comment_come_to_what_they_come_to_alone(seed: int) -> None:
    source = random.Random(seed)
    for _ in range(6):
        texts = source.sample(AT_TITLE, 2)
        parts = divide("Job.title", "; ".join(texts))
        done = [line for part in parts for line in say(part.answer)]
        if not parts[0].answer.reason:
            assert done == [line for text in texts for line in say(read("Job.title", text))], texts
        else:
            assert done == []
