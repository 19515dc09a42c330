"""Changes of the endpoints: ``backend/serializers.py``, ``views.py`` and ``api_extensions.py``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.mutants.source import Mutant, Source, get_keyword, without_element, without_keywords

SERIALIZERS = "backend/serializers.py"
VIEWS = "backend/views.py"
EXTENSIONS = "backend/api_extensions.py"
SERVER_SET = "test_clients_cannot_set"
QUERIES = "test_a_list_takes"


def find_serializer_mutants(source: Source) -> Iterator[Mutant]:
    """Open what clients may not set, show what they may not see, accept what is weak."""
    for serializer in source.find(ast.ClassDef):
        meta = next(
            (node for node in serializer.body if isinstance(node, ast.ClassDef) and node.name == "Meta"), None
        )
        if meta is not None:
            yield from change_meta(source, meta, serializer.name)
    for call in source.find(ast.Call):
        yield from change_serializer_field(source, call)


def change_meta(source: Source, meta: ast.ClassDef, where: str) -> Iterator[Mutant]:
    """Entries of ``read_only_fields``, and the owner that is filled in."""
    for option, kind in (("read_only_fields", "read-only field"), ("create_only", "create-only field")):
        listed = source.find_value(option, meta)
        if isinstance(listed, ast.List | ast.Tuple):
            for item in listed.elts:
                what = f"{where}: clients set {ast.unparse(item)}"
                yield source.mutate(kind, listed, without_element(listed, item), what, first=SERVER_SET)
    for node in meta.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "owner":
            what = f"{where}: owner not filled in"
            yield source.mutate("owner filled in", node, "pass", what, first="test_creating_is_open")


def change_serializer_field(source: Source, call: ast.Call) -> Iterator[Mutant]:
    """Validators and secrecy of a declared field."""
    listed = get_keyword(call, "validators")
    if isinstance(listed, ast.List):
        for item in listed.elts:
            what = f"field without {ast.unparse(item)}"
            fewer = without_element(listed, item)
            yield source.mutate("validator", listed, fewer, what, first="test_registration_refuses")
    # Of the others, such as the role at sign-up, the model holds nothing that could be shown.
    if get_keyword(call, "write_only") is not None and "validate_password" in ast.unparse(call):
        new = without_keywords(call, "write_only")
        yield source.mutate(
            "write-only field", call, new, "password hash in responses", first="test_registration"
        )


def find_view_mutants(source: Source) -> Iterator[Mutant]:
    """Take away throttles, permissions, and the joins that keep lists from one query a row."""
    for view in source.find(ast.ClassDef):
        throttles = source.find_value("throttle_classes", view)
        if throttles is not None:
            what = f"{view.name} not throttled"
            yield source.mutate("throttle", throttles, "()", what, first="throttled")
        permissions = source.find_value("permission_classes", view)
        if permissions is not None and "AllowAny" not in ast.unparse(permissions):
            what = f"{view.name} open to anybody"
            yield source.mutate(
                "permission class", permissions, "(AllowAny,)", what, first="test_the_account"
            )
    for call in source.find(ast.Call):
        yield from drop_join(source, call)


def drop_join(source: Source, call: ast.Call) -> Iterator[Mutant]:
    """One ``select_related`` or ``prefetch_related`` less."""
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr in ("select_related", "prefetch_related"):
        new = f"{ast.unparse(function.value)}.all()"
        what = f"without {function.attr}({', '.join(map(ast.unparse, call.args))})"
        yield source.mutate("join", call, new, what, first=QUERIES)


def find_extension_mutants(source: Source) -> Iterator[Mutant]:
    """Take away what all endpoints share."""
    for name, kind in (("VisibleRelatedField", "related rows limited"), ("EntityViewSet", "rows limited")):
        shared = source.find_class(name)
        for function in source.find_functions("get_queryset"):
            if shared is not None and function in shared.body:
                new = "return super().get_queryset()"
                yield source.mutate(kind, function.body[-1], new, f"{name} shows all", first="open_as_the")
    for function in source.find_functions("visible_choices"):
        for node in source.find(ast.Attribute, function):
            if node.attr == "visible_to":
                new = f"(lambda user: {ast.unparse(node.value)})"
                yield source.mutate("related rows limited", node, new, "filters name foreign rows")
    for option in source.find(ast.Assign):
        if ast.unparse(option) == "permission_classes = (AccessPolicy,)":
            yield source.mutate("permission class", option.value, "()", "viewsets open to anybody")
    for step in source.find(ast.Expr):
        if ast.unparse(step) in ("merged.full_clean()", "self._close_fields(fields)"):
            yield source.mutate("serializer base", step, "pass", f"without {ast.unparse(step)}")
