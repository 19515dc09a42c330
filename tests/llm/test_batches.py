"""Questions that are asked together: what goes over the wire, whose answer is lost, and what is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.llm.answers import MemoryAnswers, Request
from agents.llm.batches import MOST_BYTES, MOST_TOGETHER, take_apart
from agents.llm.budget import Amount, MemoryLedger
from agents.llm.cleaning import Cleaned
from agents.llm.consultant import Consultant
from agents.llm.failures import Failure, Kind
from agents.llm.questions import Prepared, Question, Reply
from agents.llm.schema import flat_schema
from tests.llm import fake_endpoint as play
from tests.llm.fake_endpoint import Exchange, FakeEndpoint, Step, fail, raw, say
from tests.llm.trials import (
    AGENT,
    LIMITS,
    NAMES,
    RIGHT,
    USUAL,
    Hints,
    WatchedLedger,
    answer,
    make_consultant,
    make_endpoint,
)

Json = dict[str, Any]


def about(label: str, **options: Any) -> Question[Hints]:
    given = {"names": {**NAMES, "entities": [label]}} | options
    return Question(AGENT, "rules", {"entity": label}, Hints, label=label, **given)


def told(*items: str, **changes: Any) -> Json:
    """An answer with one right operation for each of ``items``."""
    return {"operations": [{"item": item, **RIGHT, "entity": item, **changes} for item in items]}


def alone(item: str) -> Json:
    return answer({"entity": item})


def asked(fake: FakeEndpoint) -> list[Json]:
    return [json.loads(seen.body["messages"][1]["content"]) for seen in fake.seen]


def names_of(replies: list[Reply[Hints]]) -> list[list[str] | Kind]:
    """The entities of each answer, or why there is none."""
    return [
        [part.entity for part in reply.answer.operations]
        if reply.answer is not None
        else reply.failure.kind
        if reply.failure is not None
        else []
        for reply in replies
    ]


@pytest.fixture
def consultant(fake: FakeEndpoint, folder: Path) -> Consultant:
    return make_consultant(make_endpoint(fake.url), folder)


def test_one_request_for_all(fake: FakeEndpoint, consultant: Consultant) -> None:
    fake.play(say(told("Job", "Tag")))
    replies = consultant.ask_all([about("Job"), about("Company"), about("Tag")])
    assert names_of(replies) == [["Job"], [], ["Tag"]]
    (question,) = asked(fake)
    items = [{"item": name, "entity": name} for name in ("Job", "Company", "Tag")]
    assert question == {"data": {"items": items}}
    schema = fake.seen[0].body["response_format"]["json_schema"]["schema"]
    form = schema["properties"]["operations"]["items"]
    assert list(form["properties"])[:3] == ["item", "reason", "kind"]
    assert form["required"] == list(form["properties"])
    assert form["properties"]["item"]["enum"] == ["Job", "Company", "Tag"]
    assert form["properties"]["entity"]["enum"] == ["Job", "Company", "Tag"]


def test_what_they_share_is_shown_once(fake: FakeEndpoint, consultant: Consultant) -> None:
    fake.play(say({"operations": []}))
    shown = {"Job": {"salary": "int"}, "Tag": {"word": "str"}}
    consultant.ask_all(
        [
            Question(AGENT, "rules", {"sentence": "A", "about": shown}, Hints, NAMES, None, "1", "about"),
            Question(
                AGENT,
                "rules",
                {"sentence": "B", "about": {"Job": shown["Job"]}},
                Hints,
                NAMES,
                None,
                "2",
                "about",
            ),
        ]
    )
    assert asked(fake)[0]["data"] == {
        "about": shown,
        "items": [
            {"item": "1", "sentence": "A", "about": ["Job", "Tag"]},
            {"item": "2", "sentence": "B", "about": ["Job"]},
        ],
    }


def test_each_answer_is_kept_by_its_own_request(fake: FakeEndpoint, consultant: Consultant) -> None:
    fake.play(say(told("Job", "Tag")))
    first = consultant.ask_all([about("Job"), about("Tag"), about("Company")])
    fake.play(play.reset)
    again = [consultant.ask_all([about(name)])[0] for name in ("Job", "Tag", "Company")]
    assert fake.seen == []
    assert [reply.answer for reply in again] == [reply.answer for reply in first]
    assert [reply.request_sha256 for reply in again] == [reply.request_sha256 for reply in first]
    assert [reply.recalled for reply in (*first, *again)] == [False] * 3 + [True] * 3


def test_only_what_is_not_known_is_asked(fake: FakeEndpoint, consultant: Consultant) -> None:
    fake.play(say(told("Job", "Tag")))
    consultant.ask_all([about("Job"), about("Tag")])
    fake.play(say(alone("Company")))
    replies = consultant.ask_all([about("Job"), about("Company"), about("Tag")])
    assert names_of(replies) == [["Job"], ["Company"], ["Tag"]]
    assert asked(fake) == [{"data": {"entity": "Company"}}]


def test_the_same_question_twice_is_asked_once(fake: FakeEndpoint, consultant: Consultant) -> None:
    fake.play(say(alone("Job")))
    assert names_of(consultant.ask_all([about("Job"), about("Job")])) == [["Job"], ["Job"]]
    assert len(fake.seen) == 1


WRONG: tuple[tuple[Json, str], ...] = (
    ({"entity": "Tag"}, "operations[0].entity is none of: Job"),
    ({"value": "x"}, "operations[0].value: Input should be a valid integer"),
    ({"path": "../../settings.py"}, "operations[0].path: Extra inputs are not permitted"),
)


@pytest.mark.parametrize(("change", "problem"), WRONG)
def test_a_wrong_part_is_mended_by_itself(
    change: Json, problem: str, fake: FakeEndpoint, consultant: Consultant
) -> None:
    wrong = told("Job", **change)["operations"] + told("Tag")["operations"]
    fake.play(say({"operations": wrong}), say(alone("Job")))
    replies = consultant.ask_all([about("Job"), about("Tag")])
    assert names_of(replies) == [["Job"], ["Tag"]]
    schema = flat_schema(Hints, {**NAMES, "entities": ["Job"]})
    assert asked(fake)[1] == {"data": {"entity": "Job"}, "problems": [problem], "schema": schema}


def test_a_part_that_stays_wrong_loses_itself_alone(fake: FakeEndpoint, consultant: Consultant) -> None:
    wrong = told("Job", entity="Tag")["operations"]
    fake.play(say({"operations": wrong + told("Tag")["operations"]}), say(answer({"entity": "Tag"})))
    replies = consultant.ask_all([about("Job"), about("Tag")])
    assert names_of(replies) == [Kind.UNKNOWN_NAME, ["Tag"]]
    # The same failure twice ends it.
    assert len(fake.seen) == 2
    assert [len(reply.findings) for reply in replies] == [1, 0]


def test_wrong_parts_are_mended_together(fake: FakeEndpoint, consultant: Consultant) -> None:
    def check(hints: Hints) -> list[str]:
        return ["too low"] if any(part.value < 5 for part in hints.operations) else []

    high = told("Job", "Tag", value=7)
    fake.play(say(told("Job", "Tag")), say(high))
    replies = consultant.ask_all([about("Job", check=check), about("Tag", check=check)])
    assert names_of(replies) == [["Job"], ["Tag"]]
    assert [item["problems"] for item in asked(fake)[1]["data"]["items"]] == [["too low"]] * 2


USELESS: dict[str, tuple[Step, ...]] = {
    "no JSON": (say("not JSON"),),
    "no list": (say({"operations": 1}),),
    "another root": (say({"uses": []}),),
    "no item": (say(answer({"entity": "Job"})),),
    "item of nobody": (say(told("Company")),),
    "no object": (say({"operations": ["Job"]}),),
    "a list for an item": (say({"operations": [{**RIGHT, "item": ["Job"]}]}),),
    "a key twice": (say('{"operations": [], "operations": []}'),),
    "no number": (say(json.dumps(told("Job", value=float("nan")))),),
    "deep": (say("[" * 5000),),
    "cut off": (say('{"oper', "length"),) * 2,
    "empty": (say(""),),
    "filtered": (say("x", "content_filter"),),
}


@pytest.mark.parametrize("case", USELESS)
def test_of_a_useless_whole_each_is_asked_alone(
    case: str, fake: FakeEndpoint, consultant: Consultant
) -> None:
    fake.play(*USELESS[case], say(alone("Job")), say(alone("Tag")))
    assert names_of(consultant.ask_all([about("Job"), about("Tag")])) == [["Job"], ["Tag"]]
    told_alone = [question["data"] for question in asked(fake)[len(USELESS[case]) :]]
    assert told_alone == [{"entity": "Job"}, {"entity": "Tag"}]


def test_asked_alone_a_question_has_only_the_rounds_that_are_left(
    fake: FakeEndpoint, consultant: Consultant
) -> None:
    wrong = [say(told("Job", "Tag", entity="Nobody")), say("x", "content_filter")]
    mended = [say("no JSON"), say({"operations": [{"item": 1}]})]
    fake.play(*wrong, *mended, *mended, say(alone("Job")))
    replies = consultant.ask_all([about("Job"), about("Tag")])
    assert all(isinstance(each, Kind) for each in names_of(replies))
    assert len(fake.seen) == 6
    assert "none of: Job" in asked(fake)[2]["problems"][0]


def test_who_cannot_be_used_is_asked_once(fake: FakeEndpoint, consultant: Consultant) -> None:
    fake.play(fail(401))
    replies = consultant.ask_all([about("Job"), about("Tag"), about("Company")])
    assert names_of(replies) == [Kind.KEY_REFUSED] * 3
    assert len(fake.seen) == 1
    assert [len(reply.findings) for reply in replies] == [1, 0, 0]


def test_a_failure_that_lasts_ends_it_after_two_requests(fake: FakeEndpoint, consultant: Consultant) -> None:
    fake.play(raw(b"{}", 422))
    consultant.ask_all([about(f"E{number}") for number in range(MOST_TOGETHER)])
    # Each request gives up one form of structured output after the other.
    items = [question["data"] for question in asked(fake)]
    assert len([data for data in items if "items" not in data]) <= 3


def echo_all(exchange: Exchange) -> None:
    """A right operation for everything that is asked."""
    data = json.loads(exchange.seen.body["messages"][1]["content"])["data"]
    items = [item["item"] for item in data.get("items", ())]
    usage = {"prompt_tokens": len(exchange.seen.raw) // 4, "completion_tokens": 20}
    say(told(*items) if items else alone(data["entity"]), usage=usage)(exchange)


def test_many_questions_take_several_requests(fake: FakeEndpoint, consultant: Consultant) -> None:
    fake.play(echo_all)
    labels = [f"E{number}" for number in range(2 * MOST_TOGETHER + 1)]
    assert names_of(consultant.ask_all([about(label) for label in labels])) == [[each] for each in labels]
    sizes = [len(question["data"].get("items", [0])) for question in asked(fake)]
    assert sizes == [MOST_TOGETHER, MOST_TOGETHER, 1]


def test_long_questions_go_in_smaller_lots(fake: FakeEndpoint, consultant: Consultant) -> None:
    fake.play(echo_all)
    long = [
        Question(
            AGENT,
            "rules",
            {"entity": name, "help": ["x" * 500] * 15},
            Hints,
            {**NAMES, "entities": [name]},
            label=name,
        )
        for name in ("A", "B", "C")
    ]
    assert names_of(consultant.ask_all(long)) == [["A"], ["B"], ["C"]]
    assert all(len(json.dumps(question["data"])) <= MOST_BYTES for question in asked(fake))
    assert len(fake.seen) == 2


@pytest.mark.parametrize("label", ["", "J\u200bob", "two\nlines"])
def test_what_cannot_be_named_is_asked_alone(label: str, fake: FakeEndpoint, consultant: Consultant) -> None:
    fake.play(say(alone("Job")))
    strange = Question(AGENT, "rules", {"entity": "x"}, Hints, {**NAMES, "entities": ["Job"]}, label=label)
    consultant.ask_all([about("Job"), strange])
    assert [set(question["data"]) for question in asked(fake)] == [{"entity"}, {"entity"}]


def test_one_request_is_reserved_and_settled(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(say(told("Job", "Tag")))
    ledger = WatchedLedger()
    make_consultant(make_endpoint(fake.url), folder, ledger).ask_all([about("Job"), about("Tag")])
    (reserved,) = ledger.reserved
    sent = sum(len(message["content"].encode()) for message in fake.seen[0].body["messages"])
    schema = fake.seen[0].body["response_format"]["json_schema"]["schema"]
    assert reserved.tokens >= (sent + len(json.dumps(schema, separators=(",", ":")))) // 3 + LIMITS.tokens
    assert replace(ledger.spent(), seconds=0.0) == USUAL
    (record,) = ledger.records()
    assert (record.task, record.failure) == ("rules", None)


def test_a_budget_that_is_used_up_asks_nothing(fake: FakeEndpoint, folder: Path) -> None:
    fake.play(echo_all)
    ledger = MemoryLedger(Amount(tokens=10_000, calls=1, usd=USUAL.usd * 1000, seconds=60))
    consultant = make_consultant(make_endpoint(fake.url), folder, ledger)
    replies = consultant.ask_all([about(f"E{number}") for number in range(MOST_TOGETHER + 2)])
    assert len(fake.seen) == 1
    outcomes = names_of(replies)
    assert outcomes[:MOST_TOGETHER] == [[f"E{number}"] for number in range(MOST_TOGETHER)]
    assert outcomes[MOST_TOGETHER:] == [Kind.BUDGET_USED_UP] * 2


def test_a_replay_knows_each_by_itself(fake: FakeEndpoint, folder: Path) -> None:
    answers = MemoryAnswers()
    fake.play(say(told("Job", "Tag")))
    endpoint = make_endpoint(fake.url)
    first = make_consultant(endpoint, folder, answers=answers).ask_all([about("Job"), about("Tag")])
    replay = Consultant(endpoint, answers, None, LIMITS, folder=folder)
    again = replay.ask_all([about("Tag"), about("Company"), about("Job")])
    assert names_of(again) == [["Tag"], Kind.NOT_RECORDED, ["Job"]]
    assert again[2].answer == first[0].answer


@given(
    st.text()
    | st.recursive(
        st.none() | st.floats() | st.text() | st.just("Job"),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["item", "operations"]), inner)
        ),
    ).map(json.dumps)
)
def test_whatever_comes_back_is_taken_apart_or_a_failure(text: str) -> None:
    batch = [_prepared("Job"), _prepared("Tag")]
    parts = take_apart(batch, text)
    if isinstance(parts, Failure):
        assert "\n" not in parts.detail
        return
    assert [json.loads(part).keys() for part in parts] == [{"operations"}] * 2


def _prepared(label: str) -> Prepared:
    request = Request("rules", "m", "", "", json.dumps({"data": {}}), {}, 1, {})
    return Prepared(about(label), request, Cleaned({}))
