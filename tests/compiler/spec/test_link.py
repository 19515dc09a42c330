"""Linking: references, keys, the user, bases, cycles, ways back and owners."""

from __future__ import annotations

import time
from typing import Any

import pytest

from erdgen.compiler.spec.owners import find_owner_path
from erdgen.compiler.spec.project import Field, Kind, OnDelete, Project, RelationKind, Relationship
from tests.compiler.frontends.erds import entity_of, findings_of, project_of


def links_of(project: Project, entity: str) -> dict[str, Relationship]:
    return {link.name: link for link in project.by_name[entity].relationships}


def link(definition: Any) -> Relationship:
    found = entity_of(relationships={"it": definition}).members["it"]
    assert isinstance(found, Relationship)
    return found


@pytest.mark.parametrize(
    ("definition", "kind", "options"),
    [
        ("ForeignKey(User)", RelationKind.FOREIGN_KEY, {"required": True, "related_name": "jobs"}),
        (
            "models.ForeignKey('User', on_delete=models.PROTECT)",
            RelationKind.FOREIGN_KEY,
            {"on_delete": OnDelete.PROTECT},
        ),
        (
            "ForeignKey(User, on_delete=models.SET_NULL, null=True)",
            RelationKind.FOREIGN_KEY,
            {"required": False},
        ),
        (
            "foreignkey(settings.AUTH_USER_MODEL, models.CASCADE)",
            RelationKind.FOREIGN_KEY,
            {"target": "User"},
        ),
        ("OneToOneField(user)", RelationKind.ONE_TO_ONE, {"target": "User", "related_name": "job"}),
        ("ManyToMany(User)", RelationKind.MANY_TO_MANY, {"required": False, "symmetrical": False}),
        ("M2M(self)", RelationKind.MANY_TO_MANY, {"symmetrical": True, "related_name": ""}),
        (
            {"type": "ManyToMany(Job)", "symmetrical": False},
            RelationKind.MANY_TO_MANY,
            {"related_name": "jobs"},
        ),
        ({"type": "FK", "to": "User", "unique": True}, RelationKind.ONE_TO_ONE, {"unique": False}),
        ({"type": "FK(User)", "on_delete": "set null"}, RelationKind.FOREIGN_KEY, {"required": False}),
        ({"type": "FK(User)", "related_name": "+"}, RelationKind.FOREIGN_KEY, {"related_name": "+"}),
        ({"type": "FK(User)", "related_name": "posts"}, RelationKind.FOREIGN_KEY, {"related_name": "posts"}),
    ],
    ids=str,
)
def test_relationships(definition: Any, kind: RelationKind, options: dict[str, Any]) -> None:
    found = link(definition)
    assert found.kind is kind
    assert {name: getattr(found, name) for name in options} == options


def test_a_join_entity_is_named_with_its_two_sides() -> None:
    project = project_of(
        {
            "Tag": {},
            "Job": {
                "relationships": {
                    "tags": "ManyToMany(Tag, through=Tagging)",
                    "like": "M2M(self, through=Pair)",
                }
            },
            "Tagging": {"relationships": {"of": "FK(Job)", "is": "FK(Tag)"}},
            "Pair": {"relationships": {"one": "FK(Job)", "two": "FK(Job)"}},
        }
    )
    links = links_of(project, "Job")
    assert (links["tags"].through, links["tags"].through_fields) == ("Tagging", ("of", "is_ref"))
    assert (links["like"].through, links["like"].through_fields) == ("Pair", ("one", "two"))


def test_ways_back_never_clash() -> None:
    project = project_of(
        {
            "User": {"fields": {"tickets": "int"}},
            "Ticket": {
                "relationships": {"reported_by": "FK(User)", "seen_by": "M2M(User)", "board": "FK(Board)"}
            },
            "Log": {"relationships": {"user": "FK(User)"}},
            "LogEntry": {"relationships": {"user": "FK(User)"}},
            "Group": {"relationships": {"owner": "FK(User)"}},
            "Board": {"fields": {"tickets": "int"}},
        }
    )
    names = {(entity.name, link.name): link.related_name for entity, link in project.links()}
    assert names == {
        ("Ticket", "reported_by"): "reported_by_tickets",
        ("Ticket", "seen_by"): "seen_by_tickets",
        ("Ticket", "board"): "board_tickets",
        ("Log", "user"): "logs",
        ("LogEntry", "user"): "log_entries",
        ("Group", "owner"): "owner_groups",
    }


@pytest.mark.parametrize(
    ("fields", "options", "key", "code"),
    [
        ({"id": "int"}, {}, "", ""),
        ({"ID": "bigint"}, {}, "", "erd.I003"),
        ({"Id": "decimal"}, {}, "", "erd.I003"),
        ({"id": "decimal(10, 2)"}, {}, "", "erd.W008"),
        ({"id": "binary"}, {}, "", "erd.W008"),
        ({"id": "uuid"}, {}, "id", ""),
        ({"id": "str"}, {}, "id", ""),
        ({"code": {"type": "str", "primary_key": True}}, {}, "code", ""),
        ({"code": "int"}, {"primary_key": "code"}, "code", ""),
        ({"at": {"type": "datetime", "primary_key": True}}, {}, "", "erd.W008"),
        ({"a": "int", "b": "int"}, {"primary_key": ["a", "b"]}, "", "erd.W001"),
        ({"id": "int", "a": {"type": "int", "primary_key": True}}, {}, "a", "erd.I001"),
    ],
    ids=str,
)
def test_keys(fields: dict[str, Any], options: dict[str, Any], key: str, code: str) -> None:
    entity = entity_of(fields, **options)
    assert (entity.primary_key.name if entity.primary_key else "") == key
    codes = findings_of({"User": {}, "Job": {"fields": fields, **options}})
    assert code in codes if code else not codes


def test_a_composite_key_is_unique_and_required() -> None:
    fields = {
        "a": {"type": "int", "required": False, "primary_key": True},
        "id": {"type": "int", "primary_key": True},
    }
    entity = entity_of(fields, relationships={"u": {"type": "FK(User)", "primary_key": True}})
    assert entity.unique_together == (("a", "id_value", "u"),)
    assert all(member.required and not member.primary_key for member in entity.members.values())


def test_what_cannot_be_compared_is_not_made_unique() -> None:
    fields = {"a": "int", "b": "binary"}
    assert entity_of(fields, primary_key=["a", "b"]).unique_together == ()
    assert entity_of(fields, unique_together=["a", "b"]).unique_together == ()
    assert findings_of({"Job": {"fields": fields, "unique_together": ["a", "b"]}}) == ["erd.W010"]


def test_a_uuid_key_fills_itself() -> None:
    key = entity_of({"id": "uuid"}).primary_key
    assert isinstance(key, Field)
    assert key.default is not None
    assert key.default.special == "uuid"


def test_a_link_as_key_is_one_to_one() -> None:
    key = entity_of(relationships={"user": {"type": "ForeignKey(User)", "primary_key": True}}).primary_key
    assert isinstance(key, Relationship)
    assert key.kind is RelationKind.ONE_TO_ONE


@pytest.mark.parametrize(
    ("names", "user"), [(["users", "User"], "User"), (["users", "USER"], "USER"), (["Users"], "Users")]
)
def test_which_entity_is_the_user(names: list[str], user: str) -> None:
    found = project_of({name: {} for name in names}).user
    assert found is not None
    assert (found.source, found.name, found.route) == (user, "User", "users")


def test_the_user_is_merged_with_djangos() -> None:
    fields = {
        "nick": "str",
        "first_name": {"type": "str", "required": False, "max_length": 150},
        "last_name": "str",
        "email": {"type": "str", "unique": True},
        "password": "str",
        "is_active": "str",
        "date_joined": "datetime",
        "isStaff": "bool",
    }
    user = project_of(
        {"User": {"fields": fields, "relationships": {"groups": "M2M(Club)", "club": "FK(Club)"}}, "Club": {}}
    ).user
    assert user is not None
    shape = {f.name: (f.builtin, f.overrides_builtin, f.required) for f in user.fields}
    assert shape == {
        "username": (True, False, True),
        "email": (True, True, True),
        "nick": (False, False, True),
        "first_name": (True, False, False),
        "last_name": (True, True, True),
        "user_is_active": (False, False, True),
        "date_joined": (True, False, True),
    }
    assert list(shape)[:2] == ["username", "email"]
    assert [(link.name, link.required, link.relaxed) for link in user.relationships] == [
        ("user_groups", False, False),
        ("club", False, True),
    ]


def test_bases_give_fields_links_and_options() -> None:
    project = project_of(
        {
            "Base": {
                "abstract": True,
                "fields": {"id": "uuid", "Note": "text"},
                "relationships": {"by": "FK(User)"},
                "ordering": "-Note",
                "timestamps": True,
            },
            "Middle": {"abstract": True, "bases": "Base", "fields": {"extra": "int"}},
            "User": {},
            "A": {"extends": "Middle", "fields": {"own": "str"}},
            "B": {"extends": ["Middle"], "ordering": "extra"},
        }
    )
    a, b = project.by_name["A"], project.by_name["B"]
    inherited = {f.name: f.inherited_from for f in a.fields}
    assert inherited == {
        "id": "Base",
        "note": "Base",
        "created_at": "Base",
        "updated_at": "Base",
        "extra": "Middle",
        "own": "",
    }
    assert (a.bases, a.ordering, b.ordering, a.pk_name) == (("Middle",), ("-note",), ("extra",), "id")
    own = [entity.relationships[0] for entity in (a, b)]
    # The plural of ``A`` is a word of Python.
    assert [(link.related_name, link.inherited_from) for link in own] == [("by_as", ""), ("bs", "")]
    assert [base.relationships for base in project.abstracts] == [(), ()]


def test_the_fewest_links_of_a_cycle_become_optional() -> None:
    chain = {f"E{n}": {"relationships": {"next": f"FK(E{(n + 1) % 19})"}} for n in range(19)}
    chain["E3"]["relationships"]["self"] = "FK(E3)"
    project = project_of(chain)
    relaxed = [(entity.name, link.name) for entity, link in project.links() if link.relaxed]
    assert relaxed == [("E3", "self_ref"), ("E18", "next")]
    assert all(not link.required for _, link in project.links() if link.relaxed)


def test_a_key_stays_while_another_link_can_give_way() -> None:
    project = project_of(
        {
            "A": {"relationships": {"b": "FK(B)"}},
            "B": {"relationships": {"a": {"type": "O2O(A)", "primary_key": True}}},
        }
    )
    assert project.by_name["B"].pk_name == "a"
    assert links_of(project, "A")["b"].relaxed


def test_keys_in_a_circle_give_one_up() -> None:
    key = {"type": "O2O", "primary_key": True}
    project = project_of(
        {"A": {"relationships": {"b": {**key, "to": "B"}}}, "B": {"relationships": {"a": {**key, "to": "A"}}}}
    )
    assert [entity.pk_name for entity in project.entities] == ["b", "id"]


OWNED: dict[str, Any] = {
    "User": {},
    "Job": {"relationships": {"posted_by": "FK(User)", "checked_by": "FK(User)"}},
    "Note": {"relationships": {"job": "FK(Job)"}},
    "Deal": {"relationships": {"seller": "FK(User)", "buyer": "FK(User)"}},
    "Given": {"relationships": {"note": "FK(Note)"}, "owner": "note.job.checked_by"},
    "Alone": {},
}


def test_owner_paths() -> None:
    project = project_of(OWNED)
    paths = {entity.name: find_owner_path(project, entity).path for entity in project.entities}
    assert paths == {
        "User": "pk",
        "Job": "posted_by",
        "Note": "job.posted_by",
        "Deal": "",
        "Given": "note.job.checked_by",
        "Alone": "",
    }
    assert find_owner_path(project, project.by_name["Deal"]).candidates == ("seller", "buyer")


def test_permissions_for_owners_settle_the_path() -> None:
    project = project_of(OWNED, auth_requirements={"permissions": {"Note": {"update": "owner"}}})
    assert project.by_name["Note"].owner == "job.posted_by"
    assert project.by_name["Job"].owner == ""


def test_unique_together_of_one_is_unique() -> None:
    entity = entity_of({"a": "int", "b": "int"}, unique_together=[["a"], ["a", "b"]], indexes=["b"])
    assert entity.members["a"].unique
    assert entity.unique_together == (("a", "b"),)
    assert entity.indexes == (("b",),)


def test_tables_keep_the_original_where_they_can() -> None:
    project = project_of(
        {
            "users": {},
            "Person.Person": {},
            "auth_group": {},
            "it's": {},
            "Job": {"relationships": {"tags": "M2M(Tag)"}},
            "Tag": {"db_table": "backend_job_tags"},
        }
    )
    assert {entity.source: entity.db_table for entity in project.entities} == {
        "users": "users",
        "Person.Person": "Person.Person",
        "auth_group": "",
        "it's": "",
        "Job": "",
        "Tag": "backend_job_tags",
    }
    assert links_of(project, "Job")["tags"].db_table == "backend_job_tags_2"


def test_a_thousand_entities_take_seconds() -> None:
    entities = {
        f"Entity{n}": {
            "fields": {f"fieldName{m}": {"type": "str", "max_length": 50} for m in range(20)},
            "relationships": {f"link{m}": f"ForeignKey(Entity{(n * 7 + m * 31) % 1000})" for m in range(3)},
        }
        for n in range(1000)
    }
    start = time.process_time()
    project = project_of(entities)
    # Far above what any machine needs, far below what comparing all names with all takes.
    assert time.process_time() - start < 60
    assert len(project.entities) == 1000
    assert {field.kind for entity in project.entities for field in entity.fields} == {Kind.STR}
