"""``auth_requirements``: methods, roles, permissions of entities and of fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from erdgen.compiler.frontends.json_source import Node
from erdgen.compiler.frontends.reading import Context, Values, read_object, read_options
from erdgen.compiler.frontends.vocabulary import (
    AUTH_OPTIONS,
    AUTH_WORDS,
    FIELD_PERMISSION_OPTIONS,
    ROLE_OPTIONS,
)
from erdgen.compiler.spec.declarations import AuthDecl, FieldPermissionDecl, NameRef, PermissionDecl, RoleDecl
from erdgen.compiler.spec.texts import quote

_Method = Literal["jwt", "session"]
_SPELLINGS: dict[str, _Method] = {
    "jwt": "jwt",
    "token": "jwt",
    "bearer": "jwt",
    "session": "session",
    "sessions": "session",
    "cookie": "session",
}
_UNSUPPORTED = {"oauth", "oauth2", "openid", "oidc", "saml", "ldap", "basic", "apikey", "api_key"}


def decode_auth(context: Context, node: Node) -> AuthDecl:
    """The declaration; what is missing stays at its default."""
    values = read_object(context, node, AUTH_OPTIONS, "auth_requirements")
    if values is None:
        return AuthDecl()
    permissions, nested = _decode_permissions(context, values)
    fields = [*nested, *_field_tables(context, values)]
    return AuthDecl(
        methods=_decode_methods(context, values),
        roles=tuple(_decode_roles(context, values)),
        permissions=tuple(permissions),
        field_permissions=tuple(fields),
        registration=values.get("registration", True),
    )


def _decode_methods(context: Context, values: Values) -> tuple[_Method, ...]:
    if "authentication" not in values:
        return ("jwt",)
    node = values.nodes["authentication"]
    found: dict[_Method, None] = {}
    for child in node.value if isinstance(node.value, list) else [node]:
        ref = context.name_ref(child)
        method = _SPELLINGS.get(ref.text.strip().lower()) if ref else None
        if method:
            found[method] = None
        elif ref:
            _refuse_method(context, child, ref.text)
    return tuple(found) or ("jwt",)


def _refuse_method(context: Context, node: Node, text: str) -> None:
    if text.strip().lower() in _UNSUPPORTED:
        message = f"authentication by {quote(text)} is not supported yet"
        context.report.error(
            "erd.E065", context.at(node), message, 'write "JWT", "session", or both in a list'
        )
        return
    hint = context.report.suggest(text, AUTH_WORDS, 'write "JWT" or "session"')
    context.report.error("erd.E014", context.at(node), f"unknown authentication {quote(text)}", hint)


def _decode_roles(context: Context, values: Values) -> Iterator[RoleDecl]:
    if "roles" not in values:
        return
    node = values.nodes["roles"]
    if not isinstance(node.value, list):
        context.wrong_type(node, "a list of roles", 'write ["Employer", "Admin"]')
        return
    for child in node.value:
        if isinstance(child.value, str):
            yield RoleDecl(NameRef(child.value, context.at(child)))
        elif isinstance(child.value, dict):
            options = read_options(context, child.value, ROLE_OPTIONS, "a role")
            if "name" in options:
                yield RoleDecl(options.get("name"), options.get("privileged"), options.get("help", ""))
            else:
                context.report.error("erd.E012", context.at(child), "a role has no name", "add 'name'")
        else:
            context.wrong_type(child, "a role, a text or an object,")


def _decode_permissions(
    context: Context, values: Values
) -> tuple[list[PermissionDecl], list[FieldPermissionDecl]]:
    cells: list[PermissionDecl] = []
    fields: list[FieldPermissionDecl] = []
    if "permissions" not in values:
        return cells, fields
    for name, node in _entries(values.nodes["permissions"]):
        entity = NameRef(name, context.at_key(node))
        if not isinstance(node.value, dict):
            context.wrong_type(
                node, "an object of actions", 'write {"create": ["Admin"], "read": ["anyone"]}'
            )
            continue
        for action, child in node.value.items():
            if action.lower() in ("fields", "field_permissions"):
                fields += _decode_field_table(context, entity, child)
            else:
                cells.append(
                    PermissionDecl(entity, NameRef(action, context.at_key(child)), _grantees(context, child))
                )
    return cells, fields


def _entries(node: Node) -> Iterator[tuple[str, Node]]:
    assert isinstance(node.value, dict)
    yield from node.value.items()


def _grantees(context: Context, node: Node) -> tuple[NameRef, ...]:
    if isinstance(node.value, str):
        return (NameRef(node.value, context.at(node)),)
    if isinstance(node.value, list):
        return tuple(ref for child in node.value if (ref := context.name_ref(child)) is not None)
    context.wrong_type(node, "a list of roles", 'write ["Admin"]')
    return ()


def _field_tables(context: Context, values: Values) -> Iterator[FieldPermissionDecl]:
    if "field_permissions" not in values:
        return
    for name, node in _entries(values.nodes["field_permissions"]):
        yield from _decode_field_table(context, NameRef(name, context.at_key(node)), node)


def _decode_field_table(context: Context, entity: NameRef, node: Node) -> Iterator[FieldPermissionDecl]:
    if not isinstance(node.value, dict):
        context.wrong_type(node, "an object of fields", 'write {"salary": {"read": ["Admin"]}}')
        return
    for name, child in node.value.items():
        options = read_object(context, child, FIELD_PERMISSION_OPTIONS, "a field's permissions")
        if options is not None:
            field = NameRef(name, context.at_key(child))
            yield FieldPermissionDecl(entity, field, options.get("read"), options.get("write"))
