"""Questions of agents: what is asked again, what is remembered, and when nothing more is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from agents.llm.answers import MemoryAnswers
from agents.llm.budget import MemoryLedger
from agents.llm.consultant import DIAGNOSTICS, Consultant, open_consultant, replay_consultant
from agents.llm.endpoint import Level
from agents.llm.failures import REMEDIES, Failure, Kind
from agents.llm.levels import MemoryLevels
from agents.llm.profiles import recorded_endpoint
from agents.llm.questions import Question
from agents.llm.schema import flat_schema
from erdgen.compiler.findings import Level as FindingLevel
from tests.llm import fake_endpoint as play
from tests.llm.fake_endpoint import FakeEndpoint, document, fail, say
from tests.llm.trials import (
    AGENT,
    DATA,
    KEY,
    LIMITS,
    NAMES,
    Hints,
    answer,
    ask,
    make_consultant,
    make_endpoint,
)

ROOT = Path(__file__).parents[2]
TRIAL = {"operations": [{"reason": "trial", "kind": "kestrel", "word": "harbour"}]}


def user_data(fake: FakeEndpoint, at: int) -> dict[str, object]:
    return json.loads(fake.seen[at].body["messages"][1]["content"])  # type: ignore[no-any-return]


def test_the_request_as_it_goes_over_the_wire(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(answer()))
    endpoint = make_endpoint(fake.url, extra={"provider": {"require_parameters": True}})
    ask(make_consultant(endpoint, folder))
    (seen,) = fake.seen
    assert (seen.method, seen.path) == ("POST", "/v1/chat/completions")
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["accept-encoding"] == "identity"
    body = seen.body
    assert body["provider"] == {"require_parameters": True}
    assert body["max_tokens"] == LIMITS.tokens
    form = body["response_format"]
    assert (form["type"], form["json_schema"]["strict"]) == ("json_schema", True)
    assert form["json_schema"]["schema"] == flat_schema(Hints, NAMES)
    # The form shows it to the model, so it does not stand in the question once more.
    assert user_data(fake, 0) == {"data": DATA}
    assert "tools" not in body
    # In this order: who gives a reason first decides after it.
    assert fake.seen[0].raw.index(b'"reason') < fake.seen[0].raw.index(b'"kind')


@pytest.mark.parametrize("known", [Level.JSON_OBJECT, Level.PROMPT, None])
def test_who_may_not_see_the_form_is_told_it(known: Level | None, fake: FakeEndpoint, folder: Path) -> None:
    """Also where a trial found that the endpoint holds answers to it: few that were tried show it."""
    tried = () if known is not None else (say(TRIAL),)
    fake.play(*tried, say(answer()))
    assert ask(make_consultant(make_endpoint(fake.url, level=known), folder)).answer is not None
    assert user_data(fake, len(tried)) == {"data": DATA, "schema": flat_schema(Hints, NAMES)}


def test_who_answers_in_another_form_is_told_it(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say({"answer": 42}), say(answer()))
    assert ask(make_consultant(make_endpoint(fake.url), folder)).answer is not None
    assert "schema" not in user_data(fake, 0)
    assert user_data(fake, 1)["schema"] == flat_schema(Hints, NAMES)


def test_settings_for_openai_stay_here(
    fake: FakeEndpoint, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "somebody-elses")
    monkeypatch.setenv(
        "OPENAI_CUSTOM_HEADERS", "X-Tenant: somebody-elses\nAuthorization: Bearer somebody-elses"
    )
    fake.play(say(answer()))
    ask(make_consultant(make_endpoint(fake.url), folder))
    assert "somebody-elses" not in str(fake.seen)


def test_no_key_sends_no_authorization(fake: FakeEndpoint, folder: Path) -> None:
    from agents.llm.endpoint import Secret

    fake.play(say(answer()))
    ask(make_consultant(make_endpoint(fake.url, key=Secret("")), folder))
    assert "authorization" not in fake.seen[0].headers


def test_problems_are_told_and_the_wrong_answer_is_not(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(answer({"entity": "Jobb"})), say(answer()))
    reply = ask(make_consultant(make_endpoint(fake.url), folder))
    assert reply.answer is not None
    told = user_data(fake, 1)
    assert told["problems"] == ["operations[0].entity is none of: Job, Company"]
    assert "Jobb" not in fake.seen[1].raw.decode()
    assert len(fake.seen[1].body["messages"]) == 2


def test_an_agents_own_check_is_mended_too(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(answer({"value": -1})), say(answer({"value": 3})))

    def check(given: Hints) -> list[str]:
        return [f"value {part.value} is below 0" for part in given.operations if part.value < 0]

    reply = ask(make_consultant(make_endpoint(fake.url), folder), check)
    assert reply.answer is not None
    assert reply.answer.operations[0].value == 3
    assert user_data(fake, 1)["problems"] == ["value -1 is below 0"]


def test_two_rounds_of_mending_at_most(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say("no"), say(answer({"entity": "X"})), say({"operations": 1}), say(answer()))
    ledger = MemoryLedger()
    reply = ask(make_consultant(make_endpoint(fake.url), folder, ledger))
    assert reply.failure is not None
    assert len(fake.seen) == 3
    assert [record.round for record in ledger.records()] == [0, 1, 2]


def test_a_second_run_makes_no_call(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say("not JSON"), say(answer()))
    answers = MemoryAnswers()
    first = ask(make_consultant(make_endpoint(fake.url), folder, answers=answers))
    second = ask(make_consultant(make_endpoint(fake.url), folder, answers=answers))
    assert first.answer == second.answer
    assert (first.recalled, second.recalled) == (False, True)
    assert first.request_sha256 == second.request_sha256
    assert len(fake.seen) == 2


@pytest.mark.parametrize("change", ["model", "data", "names", "parameters", "limit"])
def test_another_question_is_asked_anew(change: str, fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(answer()))
    answers = MemoryAnswers()
    ask(make_consultant(make_endpoint(fake.url), folder, answers=answers))
    options = {"model": {"model": "another"}, "parameters": {"extra": {"temperature": 0}}}.get(change, {})
    limits = replace(LIMITS, tokens=401) if change == "limit" else LIMITS
    consultant = make_consultant(make_endpoint(fake.url, **options), folder, limits=limits, answers=answers)
    names = NAMES | {"entities": ["Job"]} if change == "names" else NAMES
    data = DATA | {"more": 1} if change == "data" else DATA
    reply = ask(consultant, names=names, **data)
    assert not reply.recalled
    assert len(fake.seen) == 2


@pytest.mark.parametrize("kept", ["", "{", '{"operations": [{}]}', json.dumps(answer({"entity": "Gone"}))])
def test_a_kept_answer_that_no_longer_passes_was_never_given(
    kept: str, fake: FakeEndpoint, folder: Path
) -> None:
    fake.play(say(answer()))
    endpoint = make_endpoint(fake.url)
    key = ask(make_consultant(endpoint, folder)).request_sha256
    reply = ask(make_consultant(endpoint, folder, answers=MemoryAnswers({key: kept})))
    assert reply.answer is not None
    assert not reply.recalled


def test_wrong_answers_are_never_kept(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(answer({"entity": "Jobb"})))
    answers = MemoryAnswers()
    ask(make_consultant(make_endpoint(fake.url), folder, answers=answers))
    assert answers.recorded() == {}


def test_a_record_is_replayed_offline(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(answer()))
    answers = MemoryAnswers()
    first = ask(make_consultant(make_endpoint(fake.url), folder, answers=answers))
    replay = replay_consultant(recorded_endpoint("custom", "test-model", {}), answers.recorded())
    replay.folder, replay.limits = folder, LIMITS
    fake.play(fail(500))
    assert ask(replay).answer == first.answer
    missed = ask(replay, sentence="something else")
    assert missed.failure is not None
    assert missed.failure.kind is Kind.NOT_RECORDED
    assert [(finding.level, finding.code) for finding in missed.findings] == [
        (FindingLevel.ERROR, "llm.E001")
    ]
    assert fake.seen == []


@pytest.mark.parametrize(
    ("step", "requests", "code"),
    [
        (fail(401), 1, "llm.W003"),
        (fail(402), 1, "llm.W003"),
        (fail(404), 1, "llm.W003"),
        (play.raw(b"<html>"), 1, "llm.W003"),
        # Three tries each, and after the second question that failed nothing more.
        (fail(500), 6, "llm.W001"),
        (fail(429), 6, "llm.W001"),
        (fail(422), 6, "llm.W001"),
        (document({"error": "busy"}), 2, "llm.W001"),
    ],
)
def test_an_endpoint_that_cannot_answer_is_left_alone(
    step: play.Step, requests: int, code: str, fake: FakeEndpoint, folder: Path
) -> None:
    fake.play(step)
    consultant = make_consultant(make_endpoint(fake.url), folder)
    replies = [ask(consultant, number=number) for number in range(5)]
    assert len(fake.seen) == requests
    assert all(reply.failure is not None for reply in replies)
    assert [finding.code for reply in replies for finding in reply.findings] == [code]


def test_a_success_between_failures_starts_the_count_anew(fake: FakeEndpoint, folder: Path) -> None:
    consultant = make_consultant(make_endpoint(fake.url), folder, limits=replace(LIMITS, attempts=1))
    fake.play(fail(500), say(answer()), fail(500), say(answer()))
    outcomes = [ask(consultant, number=number).answer is not None for number in range(4)]
    assert outcomes == [False, True, False, True]


def test_a_cut_off_answer_gets_twice_the_room_once(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say('{"operat', "length"))
    ask(make_consultant(make_endpoint(fake.url), folder))
    assert [seen.body["max_tokens"] for seen in fake.seen] == [400, 800]
    assert '{"operat"' not in fake.seen[1].body["messages"][1]["content"]


def test_a_question_that_is_too_large_is_not_sent(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(answer()))
    consultant = make_consultant(make_endpoint(fake.url), folder, limits=replace(LIMITS, question_bytes=500))
    reply = ask(consultant)
    assert reply.failure is not None
    assert reply.failure.kind is Kind.INPUT_TOO_LARGE
    assert fake.seen == []


def test_a_model_without_a_price_is_not_asked(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(answer()))
    reply = ask(make_consultant(make_endpoint(fake.url, price=None), folder))
    assert reply.failure is not None
    assert reply.failure.kind is Kind.UNKNOWN_PRICE
    assert "ERDGEN_LLM_PRICE" in reply.findings[0].hint
    assert fake.seen == []


def test_nobody_there(folder: Path) -> None:
    ledger = MemoryLedger()
    reply = ask(make_consultant(make_endpoint("http://127.0.0.1:9/v1"), folder, ledger))
    assert reply.failure is not None
    assert reply.failure.kind is Kind.UNREACHABLE
    assert (ledger.spent().tokens, ledger.spent().usd, ledger.spent().calls) == (0, 0, 3)


def test_texts_that_were_cut_are_told(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(answer()))
    reply = ask(make_consultant(make_endpoint(fake.url), folder), sentence="so " * 400)
    assert [(finding.code, finding.message.split()[0]) for finding in reply.findings] == [
        ("llm.I001", "data.sentence")
    ]


@pytest.mark.parametrize(
    ("script", "level"),
    [
        ((say(TRIAL),), Level.JSON_SCHEMA),
        # Taken and ignored.
        ((say({"a": 1}), say({"a": 1})), Level.JSON_OBJECT),
        ((fail(400), say(TRIAL)), Level.JSON_OBJECT),
        ((say("Sure!"), say("Sure!"), say("Sure!")), Level.PROMPT),
        ((fail(400), fail(400), say("Sure!")), Level.PROMPT),
    ],
)
def test_the_level_is_tried_once(
    script: tuple[play.Step, ...], level: Level, fake: FakeEndpoint, folder: Path
) -> None:
    fake.play(*script, say(answer()))
    levels = MemoryLevels()
    consultant = make_consultant(make_endpoint(fake.url, level=None), folder, levels=levels)
    assert ask(consultant).answer is not None
    assert levels.recall(fake.url, "test-model") is level
    assert len(fake.seen) == len(script) + 1
    # The first trial withholds the schema, so that only an endpoint that enforces it can pass.
    assert "schema" not in user_data(fake, 0)
    assert ask(consultant, number=2).answer is not None
    assert len(fake.seen) == len(script) + 2


def test_a_trial_that_fails_for_other_reasons_is_the_outcome(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(fail(401))
    reply = ask(make_consultant(make_endpoint(fake.url, level=None), folder))
    assert reply.failure is not None
    assert reply.failure.kind is Kind.KEY_REFUSED
    assert len(fake.seen) == 1


def test_a_refused_form_is_not_tried_again(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(fail(400), say(answer()))
    consultant = make_consultant(make_endpoint(fake.url), folder)
    ask(consultant)
    ask(consultant, number=2)
    forms = [seen.body.get("response_format", {}).get("type") for seen in fake.seen]
    assert forms == ["json_schema", "json_object", "json_object"]


def test_agents_side_by_side_try_the_level_once(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(TRIAL), say(answer()))
    consultant = make_consultant(make_endpoint(fake.url, level=None), folder)
    threads = [threading.Thread(target=ask, args=(consultant,), kwargs={"number": at}) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ["schema" in user_data(fake, at) for at in range(5)] == [False, True, True, True, True]


def test_names_that_do_not_read_as_they_are_written_are_left_out(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(answer({"entity": "Co\u200bmpany"})))
    names = NAMES | {"entities": ["Job", "Co\u200bmpany", "x" * 700]}
    reply = ask(make_consultant(make_endpoint(fake.url), folder), names=names)
    assert reply.failure == Failure(Kind.UNKNOWN_NAME, "operations[0].entity is none of: Job")


def test_agents_side_by_side(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(answer()))
    ledger = MemoryLedger()
    consultant = make_consultant(make_endpoint(fake.url), folder, ledger)
    replies = []
    threads = [
        threading.Thread(target=lambda at=at: replies.append(ask(consultant, number=at))) for at in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [reply.failure for reply in replies] == [None] * 6
    assert ledger.spent().calls == 6


def test_every_call_is_recorded(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(fail(500), say(answer(), model="dated-model"))
    ledger = MemoryLedger()
    reply = ask(make_consultant(make_endpoint(fake.url), folder, ledger))
    first, second = ledger.records()
    assert (first.failure, first.attempt, first.usage_known) == (Kind.SERVER_ERROR, 1, False)
    assert (second.failure, second.attempt, second.usage_known) == (None, 2, True)
    assert (second.model, second.answered_by) == ("test-model", "dated-model")
    assert second.request_sha256 == reply.request_sha256
    assert len(second.prompt_sha256) == 64


def test_what_models_write_is_freed_of_keys_and_invisible_characters(
    fake: FakeEndpoint, folder: Path
) -> None:
    fake.play(say(answer({"reason": f"a\u200b salary {KEY}\n\n is"})))
    reply = ask(make_consultant(make_endpoint(fake.url), folder))
    assert reply.answer is not None
    assert reply.answer.operations[0].reason == "a salary [key] is"


def test_the_servers_own_words_are_one_short_line(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(fail(404, "no such\u202e model\n" * 50))
    reply = ask(make_consultant(make_endpoint(fake.url), folder))
    assert reply.failure is not None
    assert reply.failure.detail.startswith("HTTP 404: no such model no such model")
    assert len(reply.failure.detail) < 320


@pytest.mark.parametrize(
    ("step", "closed"),
    [
        (document({"data": [{"id": "first"}, {"id": "second"}]}), None),
        (document({"data": []}), Kind.NO_SUCH_MODEL),
        (document([]), Kind.NOT_AN_API),
        (play.raw(b"<html>"), Kind.NOT_AN_API),
        (fail(401), Kind.KEY_REFUSED),
    ],
)
def test_a_server_that_names_its_model_itself(
    step: play.Step, closed: Kind | None, fake: FakeEndpoint
) -> None:
    fake.play(step)
    consultant = open_consultant(make_endpoint(fake.url, model=""), MemoryLedger(), MemoryAnswers())
    assert (consultant.closed.kind if consultant.closed else None) is closed
    assert fake.seen[0].path == "/v1/models"
    if closed is None:
        assert consultant.endpoint.model == "first"
    else:
        fake.play(fail(500))
        reply = consultant.ask_all([Question(AGENT, "probe", DATA, Hints, NAMES)])[0]
        assert reply.failure == consultant.closed
        assert fake.seen == []


def test_every_failure_has_a_finding_of_the_table() -> None:
    from agents.llm.consultant import describe_failure

    codes = {describe_failure("api", Failure(kind, "x")).code for kind in Kind}
    assert codes | {"llm.I001"} == set(DIAGNOSTICS)
    assert set(REMEDIES) <= set(Kind)


def test_who_asks_no_model_loads_no_client() -> None:
    code = (
        "import agents.llm.consultant, sys; "
        "print(sorted({'openai', 'httpx2', 'genai_prices', 'django'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    assert done.stdout.strip() == "[]"


def test_a_consultant_shows_no_key() -> None:
    consultant = Consultant(make_endpoint("http://127.0.0.1:9/v1"), MemoryAnswers(), None)
    assert KEY not in repr(consultant)
