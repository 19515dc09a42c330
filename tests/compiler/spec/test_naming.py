"""Names are mapped to legal, unique ones, always the same; columns, tables and labels keep the originals."""

from __future__ import annotations

import keyword
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from erdgen.compiler.spec.naming import class_name, is_safe_identifier, member_name, member_names, pluralise
from erdgen.compiler.spec.project import Project
from erdgen.compiler.spec.reserved_names import CLASS_NAMES, MEMBER_NAMES
from tests.compiler.frontends.erds import entity_of, findings_of, parse, project_of


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Job", "Job"),
        ("users_of", "UsersOf"),
        ("Person.BusinessEntity", "PersonBusinessEntity"),
        ("JSONThing", "JSONThing"),
        ("EMPLOYEES", "Employees"),
        ("JOB_HISTORY", "JobHistory"),
        ("21points", "Entity21points"),
        ("Müller straße", "MullerStrasse"),
        ("日本", "Entity7"),
        ("a/../b", "AB"),
    ],
)
def test_class_names(written: str, name: str) -> None:
    assert class_name(written, 7) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("dueDate", "due_date"),
        ("FIRST_NAME", "first_name"),
        ("BusinessEntityID", "business_entity_id"),
        ("AUTOPREVENTA: Costo Fijo", "autopreventa_costo_fijo"),
        ("oneToOneMapsId", "one_to_one_maps_id"),
        ("HTTPServer", "http_server"),
        ("__x__", "x"),
        ("a__b", "a_b"),
        ("2nd line", "field_2nd_line"),
        ("日本", "field_3"),
        ("é", "e"),
    ],
)
def test_member_names(written: str, name: str) -> None:
    assert member_name(written, "field", 3) == name


def test_long_names_are_cut_and_stay_apart() -> None:
    one, two = (member_name(f"{'x' * 90}{end}", "field", 1) for end in "ab")
    assert one != two
    assert len(one) <= 50
    assert len(class_name("X" * 100, 1)) <= 60


@pytest.mark.parametrize(
    ("text", "plural"),
    [
        ("job", "jobs"),
        ("users", "users"),
        ("category", "categories"),
        ("status", "statuses"),
        ("address", "addresses"),
        ("news", "news"),
        ("series", "series"),
        ("Person.BusinessEntity", "Person.BusinessEntities"),
        ("日本", "日本"),
    ],
)
def test_plurals(text: str, plural: str) -> None:
    assert pluralise(text) == plural


def test_choices_get_constants() -> None:
    names = member_names(["in progress", "In-Progress", "3rd", "", "mro", "日本", "_x"])
    assert names == ["IN_PROGRESS", "IN_PROGRESS_2", "VALUE_3RD", "VALUE_4", "MRO", "VALUE_6", "X"]
    assert member_names([1, -2]) == ["VALUE_1", "VALUE_MINUS_2"]


@pytest.mark.parametrize("name", ["a", "Order Details", "x-y_z.1:2/3+4&(5), 6", "Größe"])
def test_names_that_a_database_takes(name: str) -> None:
    assert is_safe_identifier(name)


@pytest.mark.parametrize(
    "name", ["", " a", "a'b", 'a"b', "a%b", "a\nb", "a{b", "a\\b", "a`b", "x" * 64, "ä" * 32]
)
def test_names_that_no_database_should_see(name: str) -> None:
    assert not is_safe_identifier(name)


def test_the_database_and_the_label_keep_the_original() -> None:
    entity = entity_of(
        {"dueDate": "date", "Costo: Fijo": "int", "it's": "str"}, relationships={"BOSS_ID": "FK(User)"}
    )
    columns = {member.name: (member.db_column, member.label) for member in entity.members.values()}
    assert columns == {
        "due_date": ("dueDate", "dueDate"),
        "costo_fijo": ("Costo: Fijo", "Costo: Fijo"),
        "it_s": ("", "it's"),
        "boss_id": ("BOSS_ID", "BOSS_ID"),
    }


def test_every_mapped_name_is_told() -> None:
    assert findings_of({"job list": {"fields": {"dueDate": "date", "title": "str"}}}) == [
        "erd.I001",
        "erd.I001",
    ]


def test_what_is_written_as_it_will_be_called_keeps_its_name() -> None:
    entity = entity_of({"DueDate": "date", "due_date": "date", "dueDate": "date"})
    assert {field.source: field.name for field in entity.fields} == {
        "DueDate": "due_date_2",
        "due_date": "due_date",
        "dueDate": "due_date_3",
    }


def test_a_relationship_takes_its_id_from_a_field() -> None:
    entity = entity_of({"user_id": "int"}, relationships={"user": "ForeignKey(User)"})
    assert list(entity.members) == ["user_id_2", "user"]
    assert entity.members["user_id_2"].db_column == ""


@pytest.mark.parametrize(
    "name", ["objects", "check", "pk", "class", "save", "clean", "models", "build", "dict"]
)
def test_reserved_names_get_a_suffix(name: str) -> None:
    assert list(entity_of({name: "str"}).members) == [f"{name}_value"]
    assert list(entity_of(relationships={name: "ForeignKey(User)"}).members) == [f"{name}_ref"]


@pytest.mark.parametrize("name", ["Meta", "Q", "Decimal", "None", "Objects", "Entity", "SignUp"])
def test_reserved_class_names_get_a_suffix(name: str) -> None:
    assert project_of({name: {}}).entities[0].name == f"{name}Entity"


def test_names_that_nothing_occupies_stay() -> None:
    names = ["meta", "history", "match", "type", "settings", "property", "uuid", "data", "fields", "format"]
    assert list(entity_of(dict.fromkeys(names, "str")).members) == names
    entities = ["Field", "Property", "Model", "Group", "Permission", "Role", "Filter", "Class", "Exception"]
    assert [entity.name for entity in project_of({name: {} for name in entities}).entities] == entities


def test_an_entity_does_not_take_a_generated_class_of_another() -> None:
    project = project_of({"JobSerializer": {}, "Job": {}, "job": {}})
    assert [entity.name for entity in project.entities] == ["JobSerializer2", "Job", "Job2"]
    assert [entity.route for entity in project.entities] == ["job-serializers", "jobs", "jobs-2"]


def test_choices_classes_keep_off_other_names() -> None:
    entity = entity_of({"meta": "choices(a)", "job": "choices(a)", "status": "choices(a)", "x": "choices(x)"})
    assert [field.choices_class for field in entity.fields] == [
        "MetaChoices",
        "JobChoices",
        "Status",
        "XChoices",
    ]


written_names = st.text(min_size=1, max_size=12) | st.sampled_from(
    [
        "id",
        "ID",
        "pk",
        "objects",
        "user",
        "User",
        "user_id",
        "a__b",
        "class",
        "Meta",
        "e" * 120,
        "x_",
        "_x",
        "ß",
        "日",
    ]
)
types = st.sampled_from(["str", "int", "uuid", "json", "choices(a, b)", {"type": "str", "primary_key": True}])
links = st.sampled_from(["ForeignKey", "OneToOne", "ManyToMany"])


@st.composite
def erds(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(written_names, min_size=1, max_size=6, unique=True))
    entities: dict[str, Any] = {}
    for name in names:
        fields = draw(st.dictionaries(written_names, types, max_size=6))
        sources = draw(st.lists(written_names, max_size=4, unique=True))
        entities[name] = {
            "fields": fields,
            "relationships": {
                source: {"type": draw(links), "to": draw(st.sampled_from(names))}
                for source in sources
                if source not in fields
            },
        }
    return entities


@given(erds())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_names_give_legal_unique_identifiers_or_errors(entities: dict[str, Any]) -> None:
    project, findings = parse({"erd": {"entities": entities}})
    if project is None:
        assert findings
        return
    _check_entities(project)
    for entity in project.entities:
        _check_members(project, entity.name)
    again, _ = parse({"erd": {"entities": entities}})
    assert again == project


def _check_entities(project: Project) -> None:
    names = [entity.name.lower() for entity in project.entities]
    assert len(set(names)) == len(names)
    assert not {entity.name for entity in project.entities} & CLASS_NAMES - {"User"}
    tables = [entity.db_table.lower() or f"backend_{entity.name.lower()}" for entity in project.entities]
    assert len(set(tables)) == len(tables)
    routes = [entity.route for entity in project.entities]
    assert len(set(routes)) == len(routes)
    for entity in project.entities:
        assert entity.name.isidentifier()
        assert entity.name.isascii()
        assert not keyword.iskeyword(entity.name)


def _check_members(project: Project, name: str) -> None:
    entity = project.by_name[name]
    back = [link.related_name for _, link in project.links() if link.target == name and link.related_name]
    attributes = {*entity.members, *(link.attname for link in entity.relationships)}
    assert len(attributes) == len(entity.members) + sum(not link.many for link in entity.relationships)
    assert len(set(back)) == len(back)
    assert not set(back) & attributes
    for member in entity.members.values():
        assert member.name.isidentifier()
        assert member.name.isascii()
        assert len(member.name) <= 50
        assert "__" not in member.name
        assert member.name == member.name.strip("_")
        assert member.name not in MEMBER_NAMES - ({"id"} if member.primary_key else set())
