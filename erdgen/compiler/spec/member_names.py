"""Python names and columns of an entity's fields and relationships."""

from __future__ import annotations

from erdgen.compiler.spec import naming
from erdgen.compiler.spec.declarations import NameRef
from erdgen.compiler.spec.drafts import EntityDraft, FieldDraft, LinkDraft, MemberDraft, is_single, member_of
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.reserved_names import (
    ACCESSOR,
    CLASS_NAMES,
    MEMBER_NAMES,
    USER_ATTRIBUTES,
    USER_FIELDS,
)
from erdgen.compiler.spec.texts import MAX_LABEL, clean_text, quote


def name_members(draft: EntityDraft, report: Report) -> None:
    """Give every member its Python name, label, column and choices class."""
    space = _Space(draft)
    for member, candidate in _by_precedence(draft):
        if not member_of(member).name:
            name = space.claim(member, candidate)
            label = member_of(member).label or _label(_spelling(member), name)
            member.change(name=name, label=label, called=bool(member.called))
    for member in draft.own_members:
        _tell_mapping(draft, member, report)
    _name_columns(draft, report)
    _name_choices(draft)
    draft.names = {member.written: member_of(member).name for member in draft.members}
    draft.names |= dict.fromkeys(draft.automatic, "id")
    if draft.key is None:
        draft.names.setdefault("id", "id")


def _by_precedence(draft: EntityDraft) -> list[tuple[MemberDraft, str]]:
    """Members whose name can stay first, and relationships before fields: they need ``<name>_id`` too."""
    wanted: list[tuple[MemberDraft, str]] = [
        (member, naming.member_name(_spelling(member), "ref", at))
        for at, member in enumerate(draft.links, start=1)
    ]
    wanted += [
        (member, naming.member_name(_spelling(member), "field", at))
        for at, member in enumerate(draft.fields, start=1)
    ]
    return sorted(wanted, key=lambda pair: (not _is_server_set(pair[0]), _spelling(pair[0]) != pair[1]))


def _spelling(member: MemberDraft) -> str:
    """The name as it is written: by whoever renamed the member, or else in the ERD."""
    return member.called or member.written


def _is_server_set(member: MemberDraft) -> bool:
    """Whether the generated base classes count on the member's name."""
    return isinstance(member, FieldDraft) and member.field.auto == "deleted"


class _Space:
    """The names that an entity's members take."""

    def __init__(self, draft: EntityDraft) -> None:
        self.is_user = draft.is_user
        named = [member for member in draft.members if member_of(member).name]
        self.taken = {member_of(member).name for member in named}
        self.taken |= {_attname(member, member_of(member).name) for member in named}

    def claim(self, member: MemberDraft, candidate: str) -> str:
        """A free name as near to ``candidate`` as possible."""
        candidate = self._allowed(member, candidate)
        name, number = candidate, 2
        while not self._is_free(member, name):
            name, number = naming.numbered(candidate, number, naming.MAX_MEMBER, "_"), number + 1
        self.taken |= {name, _attname(member, name)}
        return name

    def _allowed(self, member: MemberDraft, name: str) -> str:
        if self.is_user and name in USER_FIELDS | USER_ATTRIBUTES and name != "id":
            return naming.numbered("user", name, naming.MAX_MEMBER, "_")
        is_key = name == "id" and member_of(member).primary_key
        if (name in MEMBER_NAMES and not is_key) or ACCESSOR.fullmatch(name):
            suffix = "ref" if isinstance(member, LinkDraft) else "value"
            return naming.numbered(name, suffix, naming.MAX_MEMBER, "_")
        return name

    def _is_free(self, member: MemberDraft, name: str) -> bool:
        both = {name, _attname(member, name)}
        if self.is_user and both & (USER_FIELDS | USER_ATTRIBUTES) - {"id"}:
            return False
        return not both & self.taken and (name not in MEMBER_NAMES or name == "id")


def _attname(member: MemberDraft, name: str) -> str:
    return f"{name}_id" if isinstance(member, LinkDraft) and is_single(member) else name


def _label(written: str, name: str) -> str:
    return name.replace("_", " ") if name == written else clean_text(written, MAX_LABEL)


def _tell_mapping(draft: EntityDraft, member: MemberDraft, report: Report) -> None:
    name = member_of(member).name
    if name == _spelling(member):
        return
    message = (
        f"{quote(draft.decl.written, bare=True)}.{quote(member.written, bare=True)} is {name} "
        "in Python and the API; column and label keep the original"
    )
    report.tell("erd.I001", member_of(member).location, message, subject=f"{draft.name}.{name}")


def _name_columns(draft: EntityDraft, report: Report) -> None:
    """``db_column`` where Django's own name differs from the ERD's, as far as the database takes it."""
    columns = {column.lower() for member in draft.inherited if (column := _column(member))}
    if draft.key is None:
        columns.add("id")
    if draft.is_user:
        columns |= USER_FIELDS
    own = [member for member in draft.own_members if is_single(member) and not _is_builtin(member)]
    natural = {_column(member).lower(): member for member in own}
    for member in own:
        column = _given_column(member, columns, natural, report) or _written_column(member, columns, natural)
        columns.add((column or _column(member)).lower())


def _is_builtin(member: MemberDraft) -> bool:
    return isinstance(member, FieldDraft) and member.field.builtin


def _column(member: MemberDraft) -> str:
    value = member_of(member)
    return value.db_column or _attname(member, value.name)


def _given_column(
    member: MemberDraft, columns: set[str], natural: dict[str, MemberDraft], report: Report
) -> str:
    ref: NameRef | None = member.column
    if ref is None or ref.text.lower() == _column(member).lower():
        return ""
    if _is_free_column(ref.text, member, columns, natural):
        member.change(db_column=ref.text)
        return ref.text
    hint = "use letters, digits and _, at most 63 bytes, and no name of another column"
    report.error("erd.E022", ref.location, f"the column name {quote(ref.text)} cannot be used", hint)
    return ""


def _written_column(member: MemberDraft, columns: set[str], natural: dict[str, MemberDraft]) -> str:
    written = _spelling(member)
    if member_of(member).db_column or written == _column(member) or _is_server_set(member):
        return member_of(member).db_column
    is_mapped = member_of(member).name != written
    keeps_id = isinstance(member, LinkDraft) and written.lower().endswith("_id")
    if (is_mapped or keeps_id) and _is_free_column(written, member, columns, natural):
        member.change(db_column=written)
        return written
    return ""


def _is_free_column(
    name: str, member: MemberDraft, columns: set[str], natural: dict[str, MemberDraft]
) -> bool:
    lower = name.lower()
    return naming.is_safe_identifier(name) and lower not in columns and natural.get(lower, member) is member


def _name_choices(draft: EntityDraft) -> None:
    """A class for each field with choices, nested in the entity: ``Status``."""
    taken = {member.field.choices_class.lower() for member in draft.inherited if member.field.choices_class}
    taken |= {"meta", draft.name.lower()}
    for member in draft.fields:
        field = member.field
        if not field.choices:
            continue
        name = "".join(word[:1].upper() + word[1:] for word in field.name.split("_"))
        if name.lower() in taken or name in CLASS_NAMES | {choice.member for choice in field.choices}:
            name = f"{name}Choices"
        stem, number = name, 2
        while name.lower() in taken:
            name, number = f"{stem}{number}", number + 1
        taken.add(name.lower())
        member.change(choices_class=name)
