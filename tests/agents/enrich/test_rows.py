"""What a model may choose of rows: how much of related ones is shown, and changes that have a name."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from agents.orchestrator import DomainOrchestrator
from agents.roster import default_roster
from erdgen.compiler.agreement import list_settable
from erdgen.compiler.contributions import AddAction, AnyContribution, NestRelation
from erdgen.compiler.design import Design
from erdgen.compiler.evolve.agreed import Agreed, list_kept
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.passes import Consultation
from erdgen.compiler.pipeline import agree
from erdgen.compiler.spec.project import ANYONE, AUTHENTICATED, ApiSpec, Kind, Project, RuleText
from erdgen.review.sentences import say
from tests.llm.players import Json, PlayedLine, Script, make_desk
from tests.projects import (
    application,
    choices,
    entity,
    field,
    guard,
    job,
    job_board,
    link,
    permit,
    rule,
    user,
)

MOVES = rule("The status of a task can only change from draft to open and from open to done.", "Task")
TASK = entity(
    "Task",
    field("title"),
    choices("status", "draft", "open", "done"),
    choices("size", 1, 2),
    field("is_pinned", Kind.BOOL),
    field("is_locked", Kind.BOOL, read_only=True),
    link("list", "List"),
)
LIST = entity("List", field("name"), link("board", "Board"))
BOARD = entity("Board", field("name"))


def tasks(*rules: RuleText, **auth: Any) -> Project:
    return job_board(TASK, LIST, BOARD, rules=rules, **auth)


def use(kind: str, member: str, name: str = "-", value: str = "-") -> Json:
    return {"reason": "people do so", "kind": kind, "field": member, "name": name, "value": value}


def consult(project: Project, *uses: Json, about: str = "Task") -> tuple[Consultation, PlayedLine]:
    def offer(data: Json) -> Json:
        return {"uses": list(uses) if data["entity"]["entity"] == about else []}

    script: Script = {"offer_lists": offer}
    line = PlayedLine(script)
    return DomainOrchestrator(default_roster(), make_desk(line)).consult(project), line


def codes(advice: Consultation) -> list[str]:
    return [each.code for each in advice.findings if each.code.startswith(("llm.", "model.", "design."))]


def shown(line: PlayedLine, name: str) -> Json:
    """What the question about an entity says."""
    return next(
        data for task, data in line.asked if task == "offer_lists" and data["entity"]["entity"] == name
    )


def design(project: Project, advice: Consultation, *rejected: AnyContribution) -> Design:
    standing = tuple(each for each in advice.contributions if each not in rejected)
    return agree(project, replace(advice, contributions=standing))


def test_a_row_shows_what_the_row_behind_its_link_is_linked_to() -> None:
    advice, _ = consult(tasks(), use("deeper", "list"))
    (made,) = advice.by_model
    assert (made.kind, getattr(made, "depth", 0)) == ("nest_relation", 2)
    found = design(tasks(), advice)
    assert found.by_name["Task"].nested == {"list": 2}
    # What the agent does by itself is kept for the case that a person rejects it, and is no conflict.
    assert not [each for each in found.findings if each.code.startswith("design.")]
    assert design(tasks(), advice, made).by_name["Task"].nested == {"list": 1}


def test_a_row_shows_the_id_alone() -> None:
    advice, _ = consult(tasks(), use("ids", "list"), use("deeper", "list"))
    (made,) = advice.by_model
    assert design(tasks(), advice).by_name["Task"].nested == {}
    assert design(tasks(), advice, made).by_name["Task"].nested == {"list": 1}


def test_nothing_deeper_is_offered_where_there_is_nothing() -> None:
    _, line = consult(tasks())
    assert shown(line, "Task")["possible"]["deeper"] == ["list"]
    assert "deeper" not in shown(line, "List")["possible"]
    assert shown(line, "List")["possible"]["ids"] == ["board"]


@pytest.mark.parametrize("kind", ["deeper", "ids"])
def test_what_the_erd_says_of_nesting_stands(kind: str) -> None:
    project = replace(tasks(), api=ApiSpec(nesting=1, nesting_stated=True))
    advice, _ = consult(project, use(kind, "list"))
    assert advice.by_model == ()
    assert codes(advice) == ["llm.W001"]


CLOSED = permit("Board", read=("Employer",))
OPEN = (*permit("List", read=(AUTHENTICATED,)), *permit("Task", read=(ANYONE,)))


@pytest.mark.parametrize(
    ("permissions", "nested"),
    [
        # Not everybody who reads lists may read boards, nor everybody who reads tasks lists.
        ((*CLOSED, *OPEN), {}),
        ((*CLOSED, *permit("List", read=(AUTHENTICATED,)), *permit("Task", read=("Employer",))), {"list": 1}),
    ],
)
def test_no_wish_shows_a_row_to_who_may_not_read_it(permissions: Any, nested: dict[str, int]) -> None:
    project = tasks(permissions=permissions)
    advice, _ = consult(project, use("deeper", "list"), use("deeper", "board"))
    assert advice.by_model == ()
    assert codes(advice) == ["llm.W001"]
    assert design(project, advice).by_name["Task"].nested == nested


def test_a_link_that_is_hidden_is_not_offered() -> None:
    project = tasks(field_permissions=(guard("Task", "list", read=("Employer",)),))
    advice, line = consult(project, use("deeper", "list"))
    assert not {"deeper", "ids"} & {*shown(line, "Task")["possible"]}
    assert advice.by_model == ()


def test_an_action_sets_a_field_to_one_of_few_values() -> None:
    advice, line = consult(
        tasks(), use("action", "is_pinned", "pin", "true"), use("action", "size", "grow", "2")
    )
    assert shown(line, "Task")["settable"] == {
        "status": ["draft", "open", "done"],
        "size": ["1", "2"],
        "is_pinned": ["true", "false"],
    }
    made = [(each.name, each.field, each.value) for each in advice.by_model if isinstance(each, AddAction)]
    assert made == [("pin", "is_pinned", True), ("grow", "size", 2)]
    assert len(design(tasks(), advice).by_name["Task"].actions) == 2


def test_a_move_between_states_gets_a_name() -> None:
    from erdgen.compiler.codegen.transitions_view import find_transitions

    advice, line = consult(tasks(MOVES), use("action", "status", "finish", "done"))
    data = shown(line, "Task")
    assert data["actions"] == {"open": "status=open", "done": "status=done"}
    # No move leads back to a draft.
    assert data["settable"]["status"] == ["open", "done"]
    made = design(tasks(MOVES), advice).by_name["Task"]
    assert [(view.verb, view.value) for view in find_transitions(made)] == [
        ("open", "open"),
        ("finish", "done"),
    ]


HOSTILE = [
    use("action", "is_locked", "unlock", "false"),
    use("action", "title", "rename", "x"),
    use("action", "is_pinned", "destroy", "true"),
    use("action", "is_pinned", "get_queryset", "true"),
    use("action", "is_pinned", "../../settings", "true"),
    use("action", "is_pinned", "__import__", "true"),
    use("action", "is_pinned", "class", "true"),
    use("action", "is_pinned", "-", "true"),
    use("action", "is_pinned", "x" * 41, "true"),
    use("action", "is_pinned", "pin", "-"),
    use("action", "size", "grow", "true"),
    use("action", "status", "archive", "archived"),
    use("action", "username", "rename", "root"),
    use("deeper", "title"),
    use("ids", "-"),
]


@pytest.mark.parametrize("wish", HOSTILE, ids=lambda wish: f"{wish['field']}-{wish['name'][:20]}")
def test_what_cannot_be_an_action_is_refused(wish: Json) -> None:
    advice, _ = consult(tasks(MOVES), wish)
    assert advice.contributions == DomainOrchestrator(default_roster()).consult(tasks(MOVES)).contributions
    assert "llm.W001" in codes(advice)


@pytest.mark.parametrize(
    "project",
    [
        tasks(field_permissions=(guard("Task", "is_pinned", write=("Employer",)),)),
        tasks(rule("The is_pinned of a task cannot change once it is created.", "Task")),
    ],
)
def test_fields_that_not_everybody_changes_have_no_action(project: Project) -> None:
    advice, line = consult(project, use("action", "is_pinned", "pin", "true"))
    assert "is_pinned" not in shown(line, "Task")["settable"]
    assert advice.by_model == ()


def test_accounts_have_no_actions() -> None:
    project = job_board(user(field("is_member", Kind.BOOL)), job(), application())
    _, line = consult(project, use("action", "is_member", "join", "true"), about="User")
    assert not [data for _, data in line.asked if "settable" in data and data["entity"]["entity"] == "User"]
    assert list_settable(project.by_name["User"]) == {}


def test_two_actions_of_one_name_and_too_many_are_refused() -> None:
    twice = [use("action", "is_pinned", "do_it", "true"), use("action", "size", "do_it", "1")]
    assert consult(tasks(), *twice)[0].by_model == ()
    many = [use("action", "is_pinned", "pin", "true"), use("action", "is_pinned", "unpin", "false")]
    many += [use("action", "size", f"size_{n}", str(n)) for n in (1, 2)]
    many += [use("action", "status", f"make_{value}", value) for value in ("draft", "open", "done")]
    assert consult(tasks(), *many)[0].by_model == ()
    assert len(consult(tasks(), *many[:5])[0].by_model) == 5


def test_what_more_is_wanted_is_a_finding() -> None:
    wish = use("not_expressible", "-") | {"reason": "finishing should send a mail"}
    advice, _ = consult(tasks(), wish)
    (told,) = (each for each in advice.findings if each.code == "model.W002")
    assert told.message == "a model misses for lists and rows of Task: finishing should send a mail"


def test_what_an_agent_shows_by_itself_stays_without_a_model() -> None:
    plain = DomainOrchestrator(default_roster()).consult(tasks())
    assert consult(tasks())[0].contributions == plain.contributions
    assert [each.depth for each in plain.contributions if isinstance(each, NestRelation)] == [1, 1]


def test_each_choice_is_said_in_a_sentence() -> None:
    advice, _ = consult(tasks(), use("deeper", "list"), use("action", "is_pinned", "pin", "true"))
    assert [say(tasks(), each) for each in advice.by_model] == [
        "Task shows its list in full, 2 levels deep",
        "Task has an action pin, which sets is_pinned to True",
    ]
    advice, _ = consult(tasks(), use("ids", "list"))
    assert [say(tasks(), each) for each in advice.by_model] == ["Task shows its list by its id alone"]


def test_a_choice_stays_until_the_erd_says_otherwise() -> None:
    made = consult(tasks(), use("deeper", "list"))[0].contributions
    agreed = Agreed(tasks(), list_kept(made))
    assert [each.made.kind for each in agreed.choose(tasks())[0]] == ["nest_relation"]
    assert agreed.choose(replace(tasks(), api=ApiSpec(nesting_stated=True)))[0] == []
    again = DomainOrchestrator(default_roster()).recalling(agreed.choose(tasks())[0]).consult(tasks())
    assert design(tasks(), again).by_name["Task"].nested == {"list": 2}
    closed = tasks(permissions=(*CLOSED, *OPEN))
    told = DomainOrchestrator(default_roster()).recalling(agreed.choose(closed)[0]).consult(closed)
    assert "review.E003" in [each.code for each in told.findings]


@pytest.mark.parametrize("stated", [True, False])
def test_the_erd_states_its_nesting_or_not(stated: bool) -> None:
    said = {"api_requirements": {"depth": 1} if stated else {"page_size": 5}}
    erd = {"erd": {"entities": {"Note": {"fields": {"text": "str"}}}}} | said
    project, _ = parse_erd(json.dumps(erd).encode(), "notes")
    assert project is not None
    assert (project.api.nesting, project.api.nesting_stated) == (1, stated)
