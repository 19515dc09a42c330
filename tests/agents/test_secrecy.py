"""What names of fields say of secrets, and what becomes of those."""

from __future__ import annotations

import pytest

from agents.secrecy import Secrecy, judge_secrecy
from erdgen.compiler.findings import Level
from erdgen.compiler.spec.project import Entity, Field, Kind
from tests.agents.conftest import MakeDesign
from tests.projects import choices, entity, field, guard, job_board


@pytest.mark.parametrize(
    "name",
    [
        "password_hash", "client_secret", "api_key", "session_token", "id_token", "refresh_token",
        "meetingPassword", "hashed_key", "pin", "pin_code", "pin_hash", "dailytoken", "door_passphrase",
        "encrypted_password", "card_cvv", "password_confirmation", "wallet_private_key", "token_value", "otp",
    ],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    assert judge_secrecy(entity("Thing", field(name)), field(name)) is Secrecy.SURE


@pytest.mark.parametrize(
    "made",
    [
        field("max_tokens", Kind.INT),
        field("token_count", Kind.INT),
        field("token", Kind.INT),
        field("token_type"),
        choices("token", "a", "b"),
        field("password_changed_at", Kind.DATETIME),
        field("reset_password_sent_at", Kind.DATETIME),
        field("is_secret", Kind.BOOL),
        field("is_pinned", Kind.BOOL),
        field("pinned"),
        field("key"),
        field("lang_key"),
        field("public_key"),
        field("key_prefix"),
        field("passport_number"),
    ],
)
def test_names_that_only_sound_like_secrets(made: Field) -> None:
    assert judge_secrecy(entity("Thing", made), made) is Secrecy.NONE


@pytest.mark.parametrize(
    ("owner", "name", "kind", "secrecy"),
    [
        (entity("Credential"), "key", Kind.JSON, Secrecy.SURE),
        (entity("ApiKey"), "key", Kind.STR, Secrecy.SURE),
        (entity("App"), "keys", Kind.JSON, Secrecy.SURE),
        (entity("Setting", field("value")), "key", Kind.STR, Secrecy.NONE),
        (entity("Cache", field("value")), "key", Kind.JSON, Secrecy.NONE),
        (entity("Address", field("city")), "pin_code", Kind.STR, Secrecy.NONE),
        (entity("Card"), "cvv", Kind.INT, Secrecy.SURE),
        (entity("Marker", field("latitude", Kind.FLOAT)), "pin", Kind.STR, Secrecy.NONE),
        (entity("Sensor"), "pin", Kind.INT, Secrecy.DOUBTFUL),
        (entity("Feed"), "sync_token", Kind.STR, Secrecy.DOUBTFUL),
        (entity("Doctor"), "credentials", Kind.TEXT, Secrecy.DOUBTFUL),
        (entity("Invite"), "token", Kind.UUID, Secrecy.SURE),
    ],
)
def test_what_stands_around_a_name(owner: Entity, name: str, kind: Kind, secrecy: Secrecy) -> None:
    assert judge_secrecy(owner, field(name, kind)) is secrecy


def test_secrets_are_in_no_response_search_filter_or_order(design: MakeDesign) -> None:
    session = entity(
        "Session", field("session_token", unique=True, max_length=20), field("pin"), field("agent")
    )
    made = design(job_board(session))
    shown = made.by_name["Session"]
    assert [name for name, member in shown.entity.members.items() if member.write_only] == [
        "session_token",
        "pin",
    ]
    assert (shown.search, shown.orderings, shown.filters) == (("agent",), ("agent",), ())
    assert [finding.code for finding in made.findings].count("auth.I003") == 2


def test_what_the_erd_says_of_a_secret_stands(design: MakeDesign) -> None:
    told = entity("Session", field("token"), field("pin", read_only=True))
    project = job_board(told, field_permissions=(guard("Session", "token", read=("Employer",)),))
    made = design(project).by_name["Session"]
    assert not any(member.write_only for member in made.entity.members.values())
    assert made.search == ()


def test_what_may_be_a_secret_is_told(design: MakeDesign) -> None:
    told = entity("Login", field("token", primary_key=True), field("ssh_key"))
    findings = [found for found in design(job_board(told)).findings if found.code == "auth.W007"]
    assert [found.level for found in findings] == [Level.WARNING] * 2
    assert ["as the key it stands in addresses" in found.message for found in findings] == [True, False]
