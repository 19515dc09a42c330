"""The file as a whole, rules, ``auth_requirements`` and ``api_requirements``."""

from __future__ import annotations

from typing import Any

import pytest

from erdgen.compiler.findings import Level
from erdgen.compiler.frontends.erd_json import parse_erd
from erdgen.compiler.spec.project import ApiSpec, AuthSpec, Project
from tests.compiler.frontends.erds import findings_of, parse, project_of

JOB: dict[str, Any] = {
    "User": {},
    "Job": {"fields": {"title": "str", "pay": "decimal"}, "relationships": {"posted_by": "FK(User)"}},
}


def job_board(**top: Any) -> Project:
    return project_of(JOB, **top)


def permissions(table: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    auth = {"roles": ["Admin", "Employer"], "permissions": {"Job": table}}
    return {p.action: p.grantees for p in job_board(auth_requirements=auth).auth.permissions}


def test_the_title_comes_from_the_file_or_the_folder() -> None:
    assert job_board().name == "Job board"
    assert job_board(name="Jobs & more", description="All of them.").name == "Jobs & more"
    assert job_board(description="All of them.").help == "All of them."


def test_defaults_of_what_is_left_out() -> None:
    project = job_board()
    assert project.auth == AuthSpec()
    assert project.api == ApiSpec()


def test_a_source_and_a_schema_are_tolerated() -> None:
    assert findings_of(JOB, **{"source": {"repo": "x"}, "$schema": "erd.schema.json"}) == []


def test_findings_come_in_the_order_of_the_file() -> None:
    project, findings = parse(
        {"api_requirements": {"format": "GraphQL"}, "erd": {"entities": {"A": {"fields": {"x": 1}}}}}
    )
    assert project is None
    assert [finding.code for finding in findings] == ["erd.E065", "erd.E010"]


def test_warnings_do_not_stop_a_run() -> None:
    project, findings = parse({"erd": {"entities": {"A": {"relationships": {"a": "ForeignKey(self)"}}}}})
    assert project is not None
    assert [finding.level for finding in findings] == [Level.WARNING]


def test_rules_keep_their_words_and_hints() -> None:
    rules = ["Be nice", {"rule": "Pay must be positive", "applies_to": "job", "field": "pay"}]
    found = job_board(business_rules=rules).rules
    assert [(rule.sentence, rule.applies_to, rule.field) for rule in found] == [
        ("Be nice", "", ""),
        ("Pay must be positive", "Job", "pay"),
    ]


@pytest.mark.parametrize(
    ("written", "methods"),
    [("JWT", ("jwt",)), ("Session", ("session",)), (["session", "jwt", "JWT"], ("session", "jwt"))],
)
def test_authentication(written: Any, methods: tuple[str, ...]) -> None:
    assert job_board(auth_requirements={"authentication": written}).auth.methods == methods


def test_roles() -> None:
    roles = ["Job Seeker", {"name": "Admin", "privileged": True, "help": "Runs it."}]
    auth = job_board(auth_requirements={"roles": roles, "registration": False}).auth
    assert [(role.source, role.constant, role.privileged, role.help) for role in auth.roles] == [
        ("Job Seeker", "JOB_SEEKER", None, ""),
        ("Admin", "ADMIN", True, "Runs it."),
    ]
    assert not auth.registration


def test_grantees_are_matched_without_case() -> None:
    assert permissions({"create": ["admin", "ANYONE"], "view": "Owner"}) == {
        "create": ("Admin", "anyone"),
        "read": ("owner",),
    }


def test_a_narrow_action_wins_over_a_wide_one() -> None:
    table = {"*": "Admin", "write": ["Employer"], "delete": "owner", "list": "anyone", "retrieve": "Admin"}
    assert permissions(table) == {
        "create": ("Employer",),
        "read": ("anyone", "Admin"),
        "update": ("Employer",),
        "delete": ("owner",),
    }


def test_an_empty_list_leaves_an_action_to_superusers() -> None:
    assert permissions({"delete": []}) == {"delete": ()}
    assert findings_of(JOB, auth_requirements={"permissions": {"Job": {"delete": []}}}) == ["erd.W009"]


def test_field_permissions_in_both_places() -> None:
    auth = {
        "permissions": {"Job": {"fields": {"pay": {"read": "authenticated"}}}},
        "field_permissions": {"Job": {"title": {"write": []}}},
    }
    found = job_board(auth_requirements=auth).auth.field_permissions
    assert [(each.field, each.read, each.write) for each in found] == [
        ("pay", ("authenticated",), None),
        ("title", None, ()),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"pagination": True}, ApiSpec()),
        ({"pagination": False}, ApiSpec(pagination="none")),
        ({"pagination": "Cursor", "page_size": 5}, ApiSpec(pagination="cursor", page_size=5)),
        (
            {"pagination": {"type": "limit-offset", "page_size": 7}},
            ApiSpec(pagination="limit_offset", page_size=7),
        ),
        ({"pagination": 50}, ApiSpec(page_size=50)),
        ({"versioning": True, "nesting_depth": 0}, ApiSpec(versioning="url", nesting=0, nesting_stated=True)),
        ({"versioning": "url", "depth": 3}, ApiSpec(versioning="url", nesting=3, nesting_stated=True)),
        ({"throttling": True}, ApiSpec(anon_rate="100/hour", user_rate="1000/hour")),
        (
            {"throttling": {"anon": "5/min", "user": "10 per second"}},
            ApiSpec(anon_rate="5/minute", user_rate="10/second"),
        ),
        ({"format": "rest", "search": False, "ordering": False}, ApiSpec(search=False, ordering=False)),
    ],
    ids=str,
)
def test_api_requirements(written: dict[str, Any], expected: ApiSpec) -> None:
    assert job_board(api_requirements=written).api == expected


def test_a_title_without_words() -> None:
    assert parse_erd(b'{"erd": {"entities": {"A": {}}}}', "__")[0].name == "Backend"  # type: ignore[union-attr]
