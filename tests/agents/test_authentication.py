"""Roles, owners, permissions, and what stays closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from erdgen.compiler.findings import Level
from erdgen.compiler.spec.project import Default, Entity, Field, Kind, RelationKind, Role
from tests.agents.conftest import Consult, MakeDesign
from tests.projects import application, choices, entity, field, guard, job, job_board, link, permit, user


@pytest.mark.parametrize(
    ("role", "privileged"),
    [
        (Role("JobSeeker", "JOB_SEEKER"), False),
        (Role("Admin", "ADMIN"), True),
        (Role("site admin", "SITE_ADMIN"), True),
        (Role("SuperUser", "SUPER_USER"), True),
        (Role("HRManager", "HR_MANAGER"), True),
        (Role("Administration", "ADMINISTRATION"), False),
        (Role("Admin", "ADMIN", privileged=False), False),
        (Role("Reader", "READER", privileged=True), True),
    ],
)
def test_privileged_roles(design: MakeDesign, role: Role, privileged: bool) -> None:
    assert design(job_board(roles=(role,))).roles == {role.source: privileged}


@pytest.mark.parametrize(("action", "privileged"), [("create", True), ("delete", True), ("read", False)])
def test_who_manages_users_is_privileged(design: MakeDesign, action: str, privileged: bool) -> None:
    permissions = permit("User", **{action: ("Employer",)})
    assert design(job_board(permissions=permissions)).roles["Employer"] is privileged


def thing(*members: Field, **links: str) -> Entity:
    return entity("Thing", *members, *(link(name, target) for name, target in links.items()))


@pytest.mark.parametrize(
    ("links", "path"),
    [
        ({"author": "User"}, "author"),
        ({"author_id": "User"}, "author_id"),
        ({"posted_by": "User"}, "posted_by"),
        ({"approved_by": "User"}, None),
        ({"buddy": "User"}, None),
        ({"author": "User", "approved_by": "User"}, "author"),
        ({"author": "User", "sender": "User"}, None),
        ({"owner": "Company"}, None),
    ],
)
def test_owners_by_convention(design: MakeDesign, links: dict[str, str], path: str | None) -> None:
    made = design(job_board(thing(**links), entity("Company"))).by_name["Thing"]
    assert (made.owner.path if made.owner else None) == path
    if path:
        assert made.owner is not None
        assert made.owner.from_request
        assert made.entity.members[path].read_only


def test_users_own_themselves(design: MakeDesign) -> None:
    owner = design(job_board()).by_name["User"].owner
    assert owner is not None
    assert (owner.path, owner.from_request) == ("pk", False)


def test_the_erd_names_an_owner(design: MakeDesign) -> None:
    board = design(job_board(job(), application(owner="job.posted_by"))).by_name
    owner = board["Application"].owner
    assert owner is not None
    assert (owner.path, owner.from_request, owner.because.source) == ("job.posted_by", False, "erd")
    assert not board["Application"].entity.members["applicant"].read_only


def test_permissions_that_name_an_owner_find_the_only_way_to_one(design: MakeDesign) -> None:
    grants = permit("Thing", read=("owner",), create=("owner",), update=("owner",), delete=("owner",))
    direct = design(job_board(thing(buddy="User"), permissions=grants)).by_name["Thing"]
    assert direct.owner is not None
    assert (direct.owner.path, direct.owner.from_request) == ("buddy", True)
    passive = design(job_board(thing(assigned_to="User"), permissions=grants)).by_name["Thing"]
    assert passive.owner is not None
    assert (passive.owner.path, passive.owner.from_request) == ("assigned_to", False)


def test_an_owner_that_is_nowhere_is_granted_nothing(design: MakeDesign) -> None:
    grants = permit("Thing", read=("owner", "Employer"), create=(), update=("owner",), delete=())
    made = design(job_board(thing(field("x")), permissions=grants))
    assert made.by_name["Thing"].access["read"] == ("Employer",)
    assert made.by_name["Thing"].access["update"] == ()
    assert "auth.W002" in [finding.code for finding in made.findings]


def test_permissions_are_taken_as_written_and_tight_where_silent(design: MakeDesign) -> None:
    made = design(job_board(permissions=permit("Job", read=("anyone",), create=("Employer", "Employer"))))
    assert made.by_name["Job"].access == {
        "create": ("Employer",),
        "read": ("anyone",),
        "update": (),
        "delete": (),
    }
    (finding,) = [finding for finding in made.findings if finding.code == "auth.W001"]
    assert finding.level is Level.WARNING
    assert "update or delete Job" in finding.message


def test_an_unlisted_entity_is_open_to_those_signed_in_but_users_are_their_own_affair(
    design: MakeDesign,
) -> None:
    made = design(job_board())
    assert set(made.by_name["Job"].access.values()) == {("authenticated",)}
    assert made.by_name["User"].access == {
        "create": (),
        "read": ("owner",),
        "update": ("owner",),
        "delete": (),
    }
    assert [finding.code for finding in made.findings] == ["auth.I001"]


def test_nobody_unknown_can_own_a_new_row(design: MakeDesign) -> None:
    grants = permit("Job", create=("anyone",), read=("anyone",), update=("owner",), delete=("owner",))
    made = design(job_board(permissions=grants))
    assert made.by_name["Job"].access["create"] == ("authenticated",)
    assert "auth.W003" in [finding.code for finding in made.findings]


def test_field_permissions_restrict(design: MakeDesign) -> None:
    note = guard("Application", "note", read=("Employer",), write=("Employer",))
    made = design(job_board(job(), application(field("note", Kind.TEXT)), field_permissions=(note,)))
    (restriction,) = made.by_name["Application"].restrictions
    assert (restriction.field, restriction.read, restriction.write) == ("note", ("Employer",), ("Employer",))
    assert not made.by_name["Application"].entity.members["note"].required


@pytest.mark.parametrize("name", ["role", "roles", "is_admin", "isAdmin", "is_verified", "balance", "plan"])
def test_users_cannot_raise_themselves(design: MakeDesign, name: str) -> None:
    made = design(job_board(user(field(name, Kind.BOOL)), job()))
    assert made.by_name["User"].entity.members[name].read_only
    assert "auth.I002" in [finding.code for finding in made.findings]


def test_powers_elsewhere_and_powers_that_the_erd_guards_stay_open(design: MakeDesign) -> None:
    opened = guard("User", "plan", write=("owner",))
    made = design(job_board(user(field("plan")), job(field("plan")), field_permissions=(opened,)))
    assert not made.by_name["User"].entity.members["plan"].read_only
    assert not made.by_name["Job"].entity.members["plan"].read_only


@pytest.mark.parametrize(
    ("closed", "default", "required"),
    [
        (field("balance", Kind.BOOL), Default(False), False),
        (field("balance", Kind.INT), Default(0), False),
        (field("balance", Kind.DECIMAL), Default("0"), False),
        (field("balance", Kind.INT, minimum=1), None, False),
        (field("balance", Kind.STR), None, False),
        (field("balance", Kind.INT, unique=True), None, False),
        (choices("balance", "admin", "reader"), Default("reader"), False),
        (field("balance", Kind.INT, default=Default(7)), Default(7), True),
    ],
)
def test_what_no_client_can_set_gets_a_value(
    design: MakeDesign, closed: Field, default: Default | None, required: bool
) -> None:
    found = design(job_board(user(closed), job())).by_name["User"].entity.members["balance"]
    assert isinstance(found, Field)
    assert (found.read_only, found.default, found.required) == (True, default, required)


def test_secrets_are_write_only(design: MakeDesign) -> None:
    device = entity(
        "Device", field("api_key"), field("token", Kind.INT), field("secret", primary_key=True), field("name")
    )
    made = design(job_board(device))
    hidden = [name for name, member in made.by_name["Device"].entity.members.items() if member.write_only]
    assert hidden == ["api_key"]
    assert "auth.I003" in [finding.code for finding in made.findings]


def test_an_entity_without_a_decision_is_an_error(consult: Consult) -> None:
    from agents.authentication import AuthenticationAgent
    from agents.hub import Seat

    project = job_board()
    contributions = consult(project).contributions
    left = [made for made in contributions if getattr(made, "action", "") != "delete" or made.entity != "Job"]
    (finding,) = AuthenticationAgent().review(project, left, Seat("authentication"))
    assert (finding.level, finding.code) == (Level.ERROR, "review.E001")
    assert "delete Job" in finding.message


def test_a_project_without_users_has_no_owners(design: MakeDesign) -> None:
    project = job_board()
    alone = replace(project, entities=(entity("Log", field("text")),))
    assert design(alone).by_name["Log"].owner is None


def test_a_one_to_one_owner_is_filled_from_the_request(design: MakeDesign) -> None:
    profile = entity("Profile", field("bio"), link("user", "User", RelationKind.ONE_TO_ONE))
    owner = design(job_board(profile)).by_name["Profile"].owner
    assert owner is not None
    assert owner.from_request
