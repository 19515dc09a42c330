"""``manage.py llm_check``: what it finds, what it says to mend, how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from agents.llm.check import Line, check_endpoint
from agents.llm.endpoint import FREE
from tests.llm import fake_endpoint as play
from tests.llm.fake_endpoint import FakeEndpoint, document, fail, say
from tests.llm.trials import KEY, make_endpoint

TRIAL = {"operations": [{"reason": "trial", "kind": "kestrel", "word": "harbour"}]}
LISTED = document({"data": [{"id": "test-model", "context_length": 128_000}, {"id": "other"}]})


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ERDGEN_LLM", "ERDGEN_LLM_BASE_URL", "ERDGEN_LLM_API_KEY", "ERDGEN_LLM_MODEL"):
        monkeypatch.delenv(name, raising=False)


def by_subject(lines: tuple[Line, ...]) -> dict[str, Line]:
    return {line.subject: line for line in lines}


def test_all_is_well(fake: FakeEndpoint) -> None:
    fake.play(LISTED, say(TRIAL))
    lines = by_subject(check_endpoint(make_endpoint(fake.url), 5))
    assert all(line.ok and not line.remedy for line in lines.values())
    assert lines["context"].message == "128000 tokens"
    assert lines["price"].message == "1.00 USD in, 2.00 USD out, per million tokens"
    assert lines["structured output"].message == "the endpoint holds answers to a JSON schema"
    assert lines["cost of this check"].message == "1 calls, 520 tokens, 0.000540 USD"
    assert KEY not in str(lines)


@pytest.mark.parametrize(
    ("row", "tokens"),
    [
        ({"max_model_len": 32768}, 32768),
        ({"context_window": 65536}, 65536),
        ({"meta": {"n_ctx_train": 40960}}, 40960),
        ({"meta": {"n_ctx": 30000, "n_ctx_train": 40960}}, 30000),
    ],
)
def test_servers_name_their_context_in_their_own_ways(
    row: dict[str, object], tokens: int, fake: FakeEndpoint
) -> None:
    fake.play(document({"data": [{"id": "test-model"} | row]}), say(TRIAL))
    lines = by_subject(check_endpoint(make_endpoint(fake.url, price=FREE), 5))
    assert lines["context"].message == f"{tokens} tokens"
    assert lines["price"].message == "declared free"


@pytest.mark.parametrize("row", [{}, {"context_length": True}, {"context_length": "big"}, {"meta": []}])
def test_a_context_that_nobody_names(row: dict[str, object], fake: FakeEndpoint) -> None:
    fake.play(document({"data": [{"id": "test-model"} | row]}), say(TRIAL))
    line = by_subject(check_endpoint(make_endpoint(fake.url), 5))["context"]
    assert line.ok
    assert line.remedy.startswith("make sure that it takes")


def test_a_small_context_is_told(fake: FakeEndpoint) -> None:
    fake.play(document({"data": [{"id": "test-model", "context_length": 4096}]}), say(TRIAL))
    line = by_subject(check_endpoint(make_endpoint(fake.url), 5))["context"]
    assert line.remedy.endswith("give the server a larger context")


def test_a_model_that_is_not_listed_is_tried_all_the_same(fake: FakeEndpoint) -> None:
    fake.play(LISTED, say(TRIAL))
    lines = by_subject(check_endpoint(make_endpoint(fake.url, model="secret-preview"), 5))
    assert lines["model"].remedy == "it lists test-model, other"
    assert lines["structured output"].ok


def test_an_endpoint_that_keeps_its_list_to_itself(fake: FakeEndpoint) -> None:
    fake.play(fail(401), say(TRIAL))
    lines = by_subject(check_endpoint(make_endpoint(fake.url), 5))
    assert lines["address"].message == "reached; it does not list its models (HTTP 401: no)"
    assert lines["structured output"].ok


def test_nobody_there() -> None:
    (_, line) = check_endpoint(make_endpoint("http://127.0.0.1:9/v1"), 5)
    assert (line.ok, line.subject) == (False, "address")
    assert line.remedy.startswith("start the server")


def test_models_of_agents_are_tried_as_well(fake: FakeEndpoint) -> None:
    fake.play(LISTED, say(TRIAL))
    check_endpoint(make_endpoint(fake.url, models={"api": "other", "testing": "test-model"}), 5)
    assert [seen.body["model"] for seen in fake.seen[1:]] == ["test-model", "other"]


@pytest.mark.parametrize(
    ("script", "options", "subject", "told"),
    [
        ((fail(401),), {}, "answer", "mend the key"),
        ((fail(401), fail(401)), {"model": ""}, "model", "--llm PROFILE:MODEL"),
        ((play.raw(b"", 302, Location="/login"),), {}, "address", "redirects to"),
        ((play.raw(b"<html>"),), {}, "answer", "most end in /v1"),
        ((document({"data": []}),), {"model": ""}, "model", "--llm PROFILE:MODEL"),
        ((LISTED,), {"price": None}, "price", "ERDGEN_LLM_PRICE"),
        ((LISTED, fail(402)), {}, "answer", "add credit"),
        ((fail(404), fail(404)), {}, "answer", "choose a model"),
    ],
)
def test_the_first_thing_that_fails_ends_it_with_its_remedy(
    script: tuple[play.Step, ...],
    options: dict[str, object],
    subject: str,
    told: str,
    fake: FakeEndpoint,
) -> None:
    fake.play(*script)
    last = check_endpoint(make_endpoint(fake.url, **options), 5)[-1]
    assert (last.ok, last.subject) == (False, subject)
    assert told in last.remedy


def test_the_command(
    fake: FakeEndpoint, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ERDGEN_LLM_BASE_URL", fake.url)
    monkeypatch.setenv("ERDGEN_LLM_API_KEY", KEY)
    monkeypatch.setenv("ERDGEN_LLM_MODEL", "test-model")
    monkeypatch.setenv("ERDGEN_LLM_PRICE", "free")
    fake.play(LISTED, say(TRIAL))
    call_command("llm_check")
    told = capsys.readouterr()
    assert "ok   structured output" in told.out
    assert KEY not in told.out + told.err

    fake.play(play.echo_key)
    with pytest.raises(SystemExit) as unusable:
        call_command("llm_check")
    assert unusable.value.code == 1
    told = capsys.readouterr()
    assert "FAIL answer: HTTP 401: bad key Bearer [key]" in told.out
    assert KEY not in told.out + told.err


@pytest.mark.parametrize(
    ("options", "told"),
    [({"llm": "opnai"}, "Did you mean openai"), ({"llm": "custom"}, "ERDGEN_LLM_BASE_URL")],
)
def test_wrong_settings_end_with_2(
    options: dict[str, str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        call_command("llm_check", **options)
    assert refused.value.code == 2
    assert told in capsys.readouterr().err


def test_no_model_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("llm_check")
    assert "No model is asked" in capsys.readouterr().out


@pytest.mark.parametrize("timeout", ["0", "-1", "nan", "inf", "soon"])
def test_a_timeout_is_a_time(timeout: str, capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import ManagementUtility

    with pytest.raises(SystemExit) as refused:
        ManagementUtility(["manage.py", "llm_check", "--timeout", timeout]).execute()
    assert refused.value.code == 2
    assert "--timeout" in capsys.readouterr().err


def test_the_documentation_shows_what_the_check_prints(fake: FakeEndpoint) -> None:
    fake.play(LISTED, say(TRIAL))
    guide = (Path(__file__).parents[2] / "docs" / "llm.md").read_text()
    for line in check_endpoint(make_endpoint(fake.url), 5):
        assert f"ok   {line.subject}:" in guide
