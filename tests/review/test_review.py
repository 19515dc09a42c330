"""People see what is proposed, say what they think of it, and have it applied."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from erdgen import runs, steps
from erdgen.compiler.errors import ToolError
from erdgen.compiler.standing import list_grantees
from erdgen.models import Contribution, Run, State
from erdgen.review import board
from erdgen.review.board import Board
from erdgen.review.risks import ABLE_TO_BE_RISKY
from tests.review.conftest import MakePerson, Work
from tests.review.pages import approve_everything, judge, look, page, press, read

pytestmark = pytest.mark.django_db


def find_rule(run: Run) -> Contribution:
    return run.contributions.get(kind="add_rule")


def test_contributions_are_told_in_plain_words_with_their_reason(run: Run, person: MakePerson) -> None:
    text = read(look(person(), run))
    assert "Item: price is above 0 because the ERD says “Item price must be positive”" in text
    assert "Anyone may read Item ⚠ public access" in text
    assert "Clerk may update Item because" in text


def test_selecting_a_contribution_shows_its_lines_only(run: Run, person: MakePerson) -> None:
    rule = find_rule(run)
    text = look(person(), run, f"?contribution={rule.position}&file=backend/models.py")
    chosen = [part.split("</tr>")[0] for part in text.split('<tr class="added chosen">')[1:]]
    assert any("item_price_above_0" in row for row in chosen)
    assert "class Order" not in read(text)


def test_selecting_a_line_shows_what_asked_for_it(run: Run, person: MakePerson) -> None:
    model = bytes(run.files.get(path="backend/models.py").content or b"").decode()
    line = next(n for n, text in enumerate(model.splitlines(), 1) if "item_price_above_0" in text)
    text = read(look(person(), run, f"?file=backend/models.py&line={line}"))
    assert f"Contributions that ask for line {line}" in text
    assert "Item: price is above 0" in text
    assert "may read Item" not in text


def test_files_are_compared_with_the_present_state(
    run: Run, person: MakePerson, work: Work, tmp_path: Path
) -> None:
    ann = person()
    approve_everything(ann, run)
    press(ann, run, "apply")
    assert work(run).state == State.APPLIED
    again = Run.objects.create(
        author=run.author,
        source=run.source,
        erd=bytes(run.erd).replace(b"str(50)", b"str(60)"),
        options=run.options,
        output=run.output,
        queued_at=run.queued_at,
    )
    work(again)
    states = dict(again.files.values_list("path", "state"))
    assert states["backend/models.py"] == "changed"
    assert states["manage.py"] == "unchanged"
    text = look(ann, again, "?file=backend/models.py")
    assert '<tr class="changed">' in text
    assert "max_length = 50" in read(text)
    assert "max_length = 60" in read(text)


def test_files_are_compared_with_the_run_before(run: Run, person: MakePerson, work: Work) -> None:
    ann = person()
    assert 'aria-label="Compared with"' not in look(ann, run)
    assert run.author is not None
    longer = bytes(run.erd).replace(b"str(50)", b"str(60)")
    again = work(runs.submit(run.author, longer, run.source, run.output, prove=False, review=True))
    assert f"Against the output folder run {run.pk} " in read(look(ann, again))
    assert '<tr class="added">' in look(ann, again, "?file=backend/models.py")
    text = look(ann, again, "?against=previous&file=backend/models.py")
    assert f"files against run {run.pk}:" in read(text)
    assert "added" not in read(text).partition("files against")[2].partition(". ")[0]
    assert re.findall(r'<tr class="(added|changed|gone)[ "]', text) == ["changed"]
    assert ("max_length = 50" in read(text), "max_length = 60" in read(text)) == (True, True)
    assert "?against=previous&amp;file=backend%2Fmodels.py&amp;line=" in text


def test_a_file_that_is_proposed_no_more_is_shown_as_removed(
    run: Run, person: MakePerson, work: Work
) -> None:
    run.files.create(path="backend/gone.py", content=b"gone = 1\n", digest="0", state="added")
    assert run.author is not None
    again = work(runs.submit(run.author, bytes(run.erd), run.source, "other", prove=False, review=True))
    ann = person()
    text = look(ann, again, "?against=previous&file=backend/gone.py")
    assert "1 removed" in read(text)
    assert '<tr class="gone">' in text
    assert 'aria-label="Tick backend/gone.py"' not in text
    assert "gone.py" not in read(look(ann, again, "?file=backend/gone.py"))


def test_without_a_run_before_files_are_compared_with_the_folder(run: Run, person: MakePerson) -> None:
    for query in ("?against=previous&file=backend/models.py", "?against=%3Cb%3E&file=backend/models.py"):
        assert '<tr class="added">' in look(person(query), run, query)


def test_approve_all_leaves_out_what_is_risky_and_applying_waits_for_it(
    run: Run, person: MakePerson, work: Work, tmp_path: Path
) -> None:
    ann = person()
    assert "Before it is applied" in read(look(ann, run))
    judge(ann, run, "approve_all")
    risky = run.contributions.filter(verdict="open")
    assert [row.data["grantees"] for row in risky] == [["anyone"]]
    assert "1 contributions are not judged yet" in press(ann, run, "apply")
    assert Run.objects.get(pk=run.pk).state == State.AWAITING_REVIEW
    judge(ann, run, "approve", *risky)
    press(ann, run, "apply")
    assert work(run).state == State.APPLIED
    assert (tmp_path / "outputs/shop/backend/models.py").exists()


def test_verdicts_carry_who_and_when_and_why(run: Run, person: MakePerson) -> None:
    rule = find_rule(run)
    text = judge(person("zoe"), run, "approve", rule, comment="as we agreed")
    rule.refresh_from_db()
    assert (rule.verdict, str(rule.verdict_by), rule.comment) == ("approved", "zoe", "as we agreed")
    assert rule.verdict_at is not None
    assert "approved by zoe" in text
    assert "as we agreed" in text


def test_a_rejected_contribution_is_left_out_with_what_builds_on_it(
    run: Run, person: MakePerson, work: Work
) -> None:
    ann, rule = person(), find_rule(run)
    before = bytes(run.files.get(path="backend/models.py").content or b"")
    judge(ann, run, "reject", rule, comment="free samples are fine")
    run = Run.objects.get(pk=run.pk)
    assert run.state == State.QUEUED
    run = work(run)
    assert run.state == State.AWAITING_REVIEW, run.message
    model = bytes(run.files.get(path="backend/models.py").content or b"")
    assert b"item_price_above_0" in before
    assert b"item_price_above_0" not in model
    assert list(run.events.filter(kind="step", text="consult").values_list("text")) == [("consult",)]
    text = read(look(ann, run))
    assert f"left out: it builds on number {rule.position + 1}, which was rejected" in text


def test_approvals_of_files_hold_as_long_as_the_file_does(run: Run, person: MakePerson, work: Work) -> None:
    ann = person()
    judge(ann, run, "approve_all")
    judge(ann, run, "reject", find_rule(run))
    work(run)
    verdicts = dict(run.files.values_list("path", "verdict"))
    assert (verdicts["manage.py"], verdicts["backend/models.py"]) == ("approved", "open")


def test_a_rejected_contribution_can_be_reopened(run: Run, person: MakePerson, work: Work) -> None:
    ann, rule = person(), find_rule(run)
    before = dict(run.files.values_list("path", "digest"))
    judge(ann, run, "reject", rule)
    work(run)
    rule.refresh_from_db()
    judge(ann, run, "reopen", rule)
    work(run)
    assert dict(run.files.values_list("path", "digest")) == before


def test_whoever_is_slower_overwrites_nothing(run: Run, person: MakePerson) -> None:
    ann, bob, seen_by_both = person("ann"), person("bob"), find_rule(run)
    judge(ann, run, "approve", seen_by_both)
    text = judge(bob, run, "reject", seen_by_both)
    assert "Nothing was changed: ann judged" in text
    assert find_rule(run).verdict == "approved"


def test_a_run_that_was_made_anew_has_to_be_looked_at_again(run: Run, person: MakePerson, work: Work) -> None:
    ann, bob = person("ann"), person("bob")
    seen = run.queued_at
    assert seen is not None
    judge(ann, run, "reject", find_rule(run))
    work(run)
    answer = bob.post(page(run, "judge"), {"seen": seen.isoformat(), "act": "approve_all"}, follow=True)
    assert "the run was made anew while you looked at it" in read(answer.content.decode())
    assert not run.contributions.filter(verdict="approved").exists()


def test_comments_on_a_line_name_the_agent_that_asked_for_it(run: Run, person: MakePerson) -> None:
    model = bytes(run.files.get(path="backend/models.py").content or b"").decode()
    line = next(n for n, text in enumerate(model.splitlines(), 1) if "item_price_above_0" in text)
    ann = person()
    for comment in ("too strict?", "I think so"):
        place: dict[str, Any] = {"path": "backend/models.py", "line": line, "comment": comment}
        assert "business_logic" in judge(ann, run, "comment_line", **place)
    said = list(run.events.filter(kind="comment").order_by("pk"))
    assert [event.data["comment"] for event in said] == ["too strict?", "I think so"]
    assert said[0].data["owners"] == ["business_logic"]
    assert "too strict?" in read(look(ann, run, "?file=backend/models.py"))


def test_long_lists_are_cut_but_for_what_is_risky_or_selected(
    run: Run, person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "MOST_ITEMS", 1)
    ann = person()
    last = run.contributions.filter(owner="testing").order_by("-position")[0]
    text = read(look(ann, run, f"?contribution={last.position}"))
    assert "⚠ public access" in text
    assert text.count("Tests ") == 1 + 1
    count = run.contributions.filter(owner="testing").count()
    assert f"Show all {count}" in text
    assert look(ann, run, "?agent=testing").count('aria-label="Tick number') > count


def test_a_rejected_file_keeps_the_run_from_being_applied(run: Run, person: MakePerson) -> None:
    ann = person()
    file = run.files.get(path="backend/urls.py")
    judge(ann, run, "reject", file=f"{file.path}|-")
    approve_everything(ann, run)
    assert "rejected files: backend/urls.py" in press(ann, run, "apply")


def test_a_run_can_be_rejected(run: Run, person: MakePerson, tmp_path: Path) -> None:
    press(person(), run, "reject")
    run.refresh_from_db()
    assert run.state == State.REJECTED
    assert not (tmp_path / "outputs").exists()


def test_the_archive_holds_what_was_approved(run: Run, person: MakePerson) -> None:
    ann = person()
    assert ann.get(page(run, "zip")).status_code == 404
    approve_everything(ann, run)
    answer = ann.get(page(run, "zip"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert set(archive.namelist()) == {
            f"shop/{path}" for path in run.files.values_list("path", flat=True)
        }
        assert archive.read("shop/.erdgen/erd.json") == bytes(run.erd)


def test_what_was_granted_before_and_is_not_now_is_risky(run: Run, person: MakePerson, work: Work) -> None:
    ann = person()
    approve_everything(ann, run)
    press(ann, run, "apply")
    work(run)
    fewer = bytes(run.erd).replace(b'"update": [\n     "Clerk"\n    ]', b'"update": []')
    again = Run.objects.create(
        author=run.author,
        source=run.source,
        erd=fewer,
        options=run.options,
        output="shop",
        queued_at=run.queued_at,
    )
    work(again)
    assert "permission removed from Clerk" in read(look(ann, again))


def test_what_cannot_be_made_without_a_contribution_is_decided_again(
    run: Run, person: MakePerson, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(root: Path) -> None:
        raise ToolError("ruff could not format it")

    ann, rule = person(), find_rule(run)
    with monkeypatch.context() as patch:
        patch.setattr(steps, "format_tree", fail)
        judge(ann, run, "reject", rule)
        run = work(run)
    assert (run.state, run.message) == (State.AWAITING_REVIEW, "ruff could not format it")
    approve_everything(ann, run)
    assert "could not be made as it was decided" in press(ann, run, "apply")
    rule.refresh_from_db()
    judge(ann, run, "reopen", rule)
    assert work(run).state == State.AWAITING_REVIEW
    approve_everything(ann, run)
    press(ann, run, "apply")
    assert work(run).state == State.APPLIED


def test_every_kind_that_names_people_is_looked_at_for_risks(run: Run) -> None:
    kinds = {made.kind for made in Board(run).made if list_grantees(made)}
    assert kinds
    assert kinds <= ABLE_TO_BE_RISKY
