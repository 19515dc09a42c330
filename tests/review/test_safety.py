"""Each promise of safety, with somebody who tries to break it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from erdgen import composition, lifecycle, runs
from erdgen.compiler.errors import OutputError
from erdgen.compiler.pipeline import GenerationRequest
from erdgen.models import ProposedFile, Run, State
from erdgen.review.archive import pack_files
from erdgen.review.board import read_present
from tests.review.conftest import ERD, EVERYTHING, EVIL, MakePerson, Work
from tests.review.pages import approve_everything, judge, look, page
from tests.shell.test_lifecycle import make_run

pytestmark = pytest.mark.django_db

NEW = "/admin/erdgen/run/new/"
#: Address (with ``{run}`` for its number), method, and the permission that it needs.
PAGES = (
    ("new/", "get", "start_run"),
    ("new/", "post", "start_run"),
    ("status/", "get", "view_run"),
    ("status.json", "get", "view_run"),
    ("{run}/progress/", "get", "view_run"),
    ("{run}/progress/now/", "get", "view_run"),
    ("{run}/cancel/", "post", "start_run"),
    ("{run}/again/", "post", "start_run"),
    ("{run}/withdraw/", "post", "review_run"),
    ("{run}/review/", "get", "view_run"),
    ("{run}/judge/", "post", "review_run"),
    ("{run}/apply/", "post", "apply_run"),
    ("{run}/reject/", "post", "review_run"),
    ("{run}/zip/", "get", "apply_run"),
)


@pytest.fixture
def waiting() -> Run:
    """A run that awaits its review, without anything in it."""
    return make_run(state=State.AWAITING_REVIEW)


def test_every_page_of_the_admin_is_in_the_table() -> None:
    from erdgen.review.routes import PAGES as OWN

    assert {route.replace("<int:number>", "{run}") for route, _, _ in OWN} == {route for route, _, _ in PAGES}


@pytest.mark.parametrize(("route", "method", "permission"), PAGES)
def test_every_page_needs_a_login_and_its_permission(
    waiting: Run, person: MakePerson, route: str, method: str, permission: str
) -> None:
    address = "/admin/erdgen/run/" + route.format(run=waiting.pk)
    answer = getattr(Client(), method)(address)
    assert (answer.status_code, answer.headers["Location"][:13]) == (302, "/admin/login/")
    others = tuple(name for name in EVERYTHING if name != permission)
    assert getattr(person("almost", others), method)(address).status_code == 403
    assert getattr(person("nobody", ()), method)(address).status_code == 403
    assert getattr(person("all"), method)(address).status_code in (200, 302, 404)
    waiting.refresh_from_db()
    assert waiting.state != State.APPLIED


@pytest.mark.parametrize("route", [route for route, method, _ in PAGES if method == "post"])
def test_no_page_changes_anything_by_a_forged_or_a_mere_look(
    waiting: Run, person: MakePerson, route: str
) -> None:
    address = "/admin/erdgen/run/" + route.format(run=waiting.pk)
    assert person("ann", enforce_csrf_checks=True).post(address).status_code == 403
    if route != "new/":
        assert person("bob").get(address).status_code == 405
    waiting.refresh_from_db()
    assert waiting.state == State.AWAITING_REVIEW


def test_names_and_comments_are_inert_everywhere(run: Run, person: MakePerson) -> None:
    ann = person()
    rule = run.contributions.get(kind="add_rule")
    judge(ann, run, "comment", rule, comment=EVIL)
    judge(ann, run, "comment_line", path="backend/models.py", line=3, comment=EVIL)
    checked = ann.post(NEW, {"text": ERD.decode(), "check": ""}).content.decode()
    pages = [
        checked,
        look(ann, run),
        ann.get(page(run, "progress")).content.decode(),
        ann.get(page(run, "progress/now")).content.decode(),
        ann.get("/admin/erdgen/run/").content.decode(),
        *(look(ann, run, f"?file={path}&full=1") for path in run.files.values_list("path", flat=True)),
    ]
    assert sum("&lt;script&gt;alert" in text for text in pages) > 5
    for text in pages:
        assert "<script>alert" not in text


@pytest.mark.parametrize(
    "address", ["/admin/login/", NEW, "/admin/erdgen/run/", "/healthz", "/admin/nowhere/"]
)
def test_no_page_allows_inline_script(person: MakePerson, address: str) -> None:
    answer = person().get(address, follow=True)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    text = answer.content.decode()
    inline = [tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag and "json" not in tag]
    assert inline == []
    assert not re.search(r"<[^>]+\son\w+=", text)
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_uploads_are_limited(person: MakePerson, settings: Any) -> None:
    settings.MAX_ERD_BYTES = 100
    ann = person()
    large = SimpleUploadedFile("shop_erd.json", b"[" * 101)
    assert b"at most 100 bytes" in ann.post(NEW, {"file": large, "start": ""}).content
    assert b"at most 100 are taken" in ann.post(NEW, {"text": ERD.decode(), "start": ""}).content
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 50_000, "\0", "\ud800".encode(errors="surrogatepass")]
)
def test_nesting_and_odd_bytes_are_diagnosed(person: MakePerson, text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    answer = person().post(NEW, {"file": SimpleUploadedFile("x.json", data), "start": ""})
    assert answer.status_code == 200
    assert not Run.objects.exists()


@pytest.mark.parametrize("name", ["../up", "/etc", "a/b", ".git", "A", "a" * 65, "x y", "..", "a\0"])
def test_outputs_stay_in_their_root(person: MakePerson, name: str) -> None:
    answer = person().post(NEW, {"text": ERD.decode(), "output": name, "start": ""})
    assert answer.status_code == 200
    assert not Run.objects.exists()
    with pytest.raises(runs.RefusedError):
        runs.submit(User.objects.get(), ERD, "x", name, prove=False, review=True)


def test_the_page_reads_only_files_of_the_output(tmp_path: Path, waiting: Run) -> None:
    (tmp_path / "outputs/shop").mkdir(parents=True)
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "outputs/shop/link").symlink_to(tmp_path / "secret")
    (tmp_path / "outputs/shop/plain").write_text("plain")
    assert read_present(waiting, "plain") == b"plain"
    for path in ("link", "../../secret", "/etc/passwd", "a/../../../secret", ""):
        assert read_present(waiting, path) is None
    waiting.output = str(tmp_path)
    assert read_present(waiting, "secret") is None


def test_only_proposed_files_are_shown(run: Run, person: MakePerson, tmp_path: Path) -> None:
    (tmp_path / "outputs/shop").mkdir(parents=True)
    (tmp_path / "outputs/shop/.env").write_text("SECRET=1")
    assert "SECRET=1" not in look(person(), run, "?file=.env")


def test_no_page_tells_a_secret(person: MakePerson, settings: Any) -> None:
    settings.METRICS_TOKEN = "token-of-the-metrics"
    run = make_run()
    lease = lifecycle.take(run.pk, "runs")
    assert lease is not None
    ann = person()
    for route, method, _ in PAGES:
        if method == "get":
            text = ann.get("/admin/erdgen/run/" + route.format(run=run.pk)).content.decode()
            for secret in (lease.token, settings.SECRET_KEY, settings.METRICS_TOKEN):
                assert secret not in text


@pytest.mark.parametrize("path", ["../x", "/x", "a//b", "a\\b", "./x", "a/../b"])
def test_archives_hold_no_odd_paths(path: str) -> None:
    with pytest.raises(OutputError):
        pack_files("shop", {path: b""})


def test_an_odd_path_in_the_database_reaches_no_archive(run: Run, person: MakePerson) -> None:
    ann = person(raise_request_exception=False)
    approve_everything(ann, run)
    ProposedFile.objects.filter(run=run, path="manage.py").update(path="../manage.py")
    assert ann.get(page(run, "zip")).status_code == 500


def test_the_way_back_leads_nowhere_else(waiting: Run, person: MakePerson) -> None:
    ann = person()
    for back in ("//evil.example", "https://evil.example", "/admin/logout/", "\n?x"):
        answer = ann.post(page(waiting, "judge"), {"back": back, "act": "approve_all"})
        assert answer.headers["Location"] == page(waiting)


def test_review_is_compulsory_where_it_is_set(
    settings: Any, person: MakePerson, work: Work, tmp_path: Path
) -> None:
    settings.REQUIRE_HUMAN_REVIEW = True
    person().post(NEW, {"text": ERD.decode(), "start": "", "output": "shop"})
    run = Run.objects.get()
    assert run.options == {"workflow": "new", "prove": False, "review": True}
    assert work(run).state == State.AWAITING_REVIEW
    request = GenerationRequest(ERD, "shop_erd.json", tmp_path / "by_command", prove=False)
    report = composition.run_generation(request, progress=None)  # type: ignore[arg-type]
    assert (report.status, "REQUIRE_HUMAN_REVIEW" in report.message) == ("refused", True)
    assert not request.output.exists()


def test_a_run_that_was_queued_without_review_waits_once_it_is_compulsory(
    settings: Any, work: Work, tmp_path: Path
) -> None:
    author = User.objects.create_user("author")
    run = runs.submit(author, ERD, "shop_erd.json", "shop", prove=False, review=False)
    settings.REQUIRE_HUMAN_REVIEW = True
    assert work(run).state == State.AWAITING_REVIEW
    assert not (tmp_path / "outputs").exists()


def test_limits_are_told_and_counted(person: MakePerson, settings: Any) -> None:
    settings.RUNS_PER_MINUTE, settings.METRICS_TOKEN = 1, "t"
    ann = person()
    ann.post(NEW, {"text": ERD.decode(), "start": ""})
    assert b"1 are allowed" in ann.post(NEW, {"text": ERD.decode(), "start": ""}).content
    assert Run.objects.count() == 1
    text = Client().get("/metrics", headers={"authorization": "Bearer t"}).content.decode()
    assert not re.search(r"erdgen_rate_limit_refusals_total 0\.0", text)


def test_adding_a_run_in_the_admin_leads_to_the_page_for_it(person: MakePerson) -> None:
    ann = person("ann", EVERYTHING)
    assert ann.get("/admin/erdgen/run/add/").headers["Location"] == NEW
    assert "/admin/erdgen/run/add/" in ann.get("/admin/").text
    assert "/admin/erdgen/run/add/" not in person("viewer", ("view_run",)).get("/admin/").text


def test_who_may_not_or_is_lost_finds_the_way_back(person: MakePerson) -> None:
    viewer = person("viewer", ("view_run",))
    denied, lost = viewer.get(NEW), viewer.get("/nowhere/<b>x</b>/")
    assert (denied.status_code, lost.status_code) == (403, 404)
    for answer in (denied, lost):
        assert 'href="/admin/"' in answer.text
        assert "<b>" not in answer.text
    assert "viewer may not do this" in denied.text
