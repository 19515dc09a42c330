"""What a reviewer says of one run is heard by the next run of the same output."""

from __future__ import annotations

from typing import Any

import pytest

from erdgen import comments, runs
from erdgen.models import Run, State
from erdgen.review.elements import find_element_at
from tests.projects import entity, field, job_board
from tests.review.conftest import EVIL, MakePerson, Work
from tests.review.pages import judge, page, read

pytestmark = pytest.mark.django_db

WISH = "Item price must be at most 900"


def submit_again(client: Any, run: Run) -> Run:
    """Press the button of the run's page."""
    client.post(page(run, "again"))
    again = Run.objects.order_by("-pk")[0]
    assert again.pk != run.pk
    return again


def test_a_comment_is_carried_out_by_every_later_run(run: Run, person: MakePerson, work: Work) -> None:
    ann = person()
    grant = run.contributions.filter(entity="Item").exclude(kind="add_rule")[0]
    judge(ann, run, "comment", grant, comment=WISH)
    again = submit_again(ann, run)
    for _ in range(2):
        assert work(again).state == State.AWAITING_REVIEW
        made = again.contributions.get(kind="add_rule", reason__contains="900")
        assert made.reason == f"ann commented “{WISH}” on number {grant.position + 1} of run {run.pk}"
        assert again.messages.filter(sender="reviewer", recipient=grant.owner).exists()
        assert b"900" in bytes(again.files.get(path="backend/models.py").content or b"")
        again = submit_again(ann, again)
    assert not run.contributions.filter(reason__contains="900").exists()


def test_a_comment_on_a_line_is_about_the_entity_of_its_contributions(run: Run, person: MakePerson) -> None:
    model = bytes(run.files.get(path="backend/models.py").content or b"").decode().splitlines()
    line = next(number for number, text in enumerate(model, 1) if "item_price_above_0" in text)
    judge(
        person(), run, "comment_line", path="backend/models.py", line=line, comment="Price must be at most 9"
    )
    (kept,) = comments.collect("shop")
    assert kept == {
        "text": "Price must be at most 9",
        "author": "ann",
        "place": f"backend/models.py:{line} of run {run.pk}",
        "owners": ["business_logic"],
        "entity": "Item",
        "field": "price",
    }


def test_a_comment_on_a_line_of_the_erd_itself_is_about_what_stands_there(
    run: Run, person: MakePerson, work: Work
) -> None:
    ann, path = person(), "backend/models.py"
    model = bytes(run.files.get(path=path).content or b"").decode().splitlines()
    line = next(number for number, text in enumerate(model, 1) if "paid = models" in text)
    judge(ann, run, "comment_line", path=path, line=line, comment="make it read-only")
    (kept,) = comments.collect("shop")
    assert (kept["entity"], kept["field"], kept["owners"]) == ("Order", "paid", [])
    again = work(submit_again(ann, run))
    made = again.contributions.get(kind="set_field_option", reason__contains="make it read-only")
    assert (made.owner, made.entity, made.data["field"]) == ("authentication", "Order", "paid")
    assert not again.findings.filter(code="review.W001").exists()


@pytest.mark.parametrize(
    ("line", "element"),
    [
        (1, ("", "")),
        (2, ("Item", "")),
        (3, ("Item", "name")),
        (5, ("Item", "price")),
        (8, ("Item", "")),
        (9, ("", "")),
    ],
)
def test_the_element_of_a_line_is_read_from_the_code(line: int, element: tuple[str, str]) -> None:
    code = (
        "import models\nclass ItemSerializer:\n    name = 1\n    price = f(\n        2\n    )\n"
        "    class Meta:\n        fields = 3\nother = 4\n"
    )
    project = job_board(entity("Item", field("name"), field("price")), entity("It"))
    assert find_element_at(project, code, line) == element
    assert find_element_at(project, "def (", line) == ("", "")


def test_what_cannot_be_carried_out_is_found_until_it_is_withdrawn(
    run: Run, person: MakePerson, work: Work
) -> None:
    ann = person()
    judge(ann, run, "comment", run.contributions.all()[0], comment=f"nicer {EVIL}")
    again = work(submit_again(ann, run))
    assert f"nicer {EVIL}" in again.findings.get(code="review.W001").message
    shown = ann.get(page(again, "progress")).content.decode()
    assert EVIL not in shown
    assert "Open comments" in read(shown)
    (event,) = comments.list_open("shop")
    ann.post(page(again, "withdraw"), {"comment": event.pk})
    assert comments.list_open("shop") == []
    assert "comments" not in submit_again(ann, again).options


@pytest.mark.parametrize("wish", ["Item price must be negative", "Anyone may update items"])
def test_a_comment_against_the_erd_stays_open_beside_those_that_are_carried_out(
    run: Run, person: MakePerson, work: Work, wish: str
) -> None:
    ann, rows = person(), run.contributions.filter(entity="Item")
    judge(ann, run, "comment", rows[0], comment=wish)
    judge(ann, run, "comment", rows[1], comment=WISH)
    again = work(submit_again(ann, run))
    assert again.state == State.AWAITING_REVIEW, again.message
    assert f"the comment “{wish}” of ann" in again.findings.get(code="review.W001").message
    assert again.contributions.filter(kind="add_rule", reason__contains=WISH).exists()
    assert not again.contributions.filter(reason__contains=wish).exists()


def test_only_reviewers_withdraw_and_only_comments_on_the_same_output(run: Run, person: MakePerson) -> None:
    ann = person()
    judge(ann, run, "comment", run.contributions.all()[0], comment=WISH)
    (event,) = comments.list_open("shop")
    assert person("eve", ("view_run",)).post(page(run, "withdraw"), {"comment": event.pk}).status_code == 403
    assert run.author is not None
    other = runs.submit(run.author, bytes(run.erd), run.source, "other", prove=False, review=True)
    assert "comments" not in other.options
    ann.post(page(other, "withdraw"), {"comment": event.pk})
    assert comments.list_open("shop") == [event]


def test_the_reason_of_a_verdict_is_no_wish(run: Run, person: MakePerson) -> None:
    judge(person(), run, "approve", run.contributions.all()[0], comment=WISH)
    assert comments.collect("shop") == []


def test_another_comment_is_another_input(run: Run, person: MakePerson, work: Work) -> None:
    ann = person()
    judge(ann, run, "comment", run.contributions.all()[0], comment=WISH)
    again = work(submit_again(ann, run))
    hashes = [each.steps.get(name="consult").input_hash for each in (run, again)]
    assert hashes[0] != hashes[1]
