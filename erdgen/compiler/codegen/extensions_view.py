"""What the template of ``backend/api_extensions.py`` shows."""

from __future__ import annotations

from typing import Any

from erdgen.compiler.codegen.access_view import owners_write
from erdgen.compiler.codegen.api_view import create_only_field
from erdgen.compiler.codegen.children_view import find_children
from erdgen.compiler.codegen.deletion_rules import refuses_deletion
from erdgen.compiler.codegen.parents_view import find_deletable_parents, find_inner_parents
from erdgen.compiler.codegen.python import Imports
from erdgen.compiler.codegen.rule_code import counts_links
from erdgen.compiler.codegen.transitions_view import find_transitions
from erdgen.compiler.design import Design, EntityDesign
from erdgen.compiler.rules.conditions import Length, Range
from erdgen.compiler.rules.walk import split_rule
from erdgen.compiler.spec.project import Kind


def build_extensions_context(design: Design) -> dict[str, Any]:
    """The parts of the module that the API of this project needs."""
    imports = Imports()
    imports.add("base64")
    imports.add("copy")
    imports.add("django.core.exceptions", "NON_FIELD_ERRORS", "ValidationError as DjangoValidationError")
    imports.add("django.db", "DataError", "IntegrityError")
    imports.add("django.core.validators", "MaxLengthValidator", "MaxValueValidator")
    imports.add("django.core.validators", "MinLengthValidator", "MinValueValidator")
    imports.add("django.forms", "TextInput")
    imports.add("django.db.models", "ForeignKey", "OneToOneField", "ProtectedError", "RestrictedError")
    imports.add("drf_spectacular.extensions", "OpenApiSerializerFieldExtension")
    imports.add("drf_spectacular.utils", "extend_schema", "extend_schema_field")
    imports.add("rest_framework", "serializers", "status", "viewsets")
    imports.add("rest_framework.exceptions", "APIException", "NotFound", "ParseError", "PermissionDenied")
    imports.add(
        "rest_framework.pagination", "CursorPagination", "LimitOffsetPagination", "PageNumberPagination"
    )
    imports.add("rest_framework.settings", "api_settings")
    imports.add("rest_framework.views", "exception_handler")
    imports.add(
        "backend.authentication",
        "ACTIONS",
        "AccessPolicy",
        "OWNERS",
        "OWNER_NAMED_BY",
        "may_name_owner",
        "Reach",
        "may_touch",
        "owns",
        "reach_of",
        "visible",
    )
    imports.add("rest_framework.filters", "OrderingFilter", "SearchFilter")
    imports.add("django_filters", "rest_framework as filters")
    related = design.project.api.filtering and any(_filters_by_relation(e) for e in design.entities)
    entities = design.project.entities
    imports.add("backend.business_logic", "DeletionRefused", "SoftDeleteModel", "lock")
    imports.add("rest_framework.decorators", "action")
    imports.add("rest_framework.validators", "UniqueValidator")
    imports.add("django.db", "transaction")
    imports.add("rest_framework.response", "Response")
    return {
        "imports": imports,
        "deletion": refuses_deletion(design),
        "counted_links": any(counts_links(made) for made in design.entities),
        "transitions": any(find_transitions(made) for made in design.entities),
        "pagination": design.project.api.pagination,
        "own_pages": any(made.page_size is not None for made in design.entities),
        "nested": any(e.nested for e in design.entities),
        "inner_soft": bool(find_inner_parents(design)),
        "nested_soft": bool(find_deletable_parents(design)),
        "binary": any(f.kind is Kind.BINARY for e in entities for f in e.fields),
        "field_access": any(e.restrictions for e in design.entities),
        "owner_writes": owners_write(design),
        "named_owners": any(e.named_owner for e in design.entities),
        "from_request": any(e.set_by_sender for e in design.entities),
        "create_only": any(create_only_field(e.entity) or find_children(design, e) for e in design.entities),
        "children": any(find_children(design, e) for e in design.entities),
        "bounds": any(
            isinstance(part, Range | Length)
            for e in design.entities
            for r in e.rules
            for part in split_rule(r.rule)
        ),
        "related_filters": related,
        "filter_backends": _filter_backends(design, related),
        "any_key": any(
            f.primary_key and not f.kind.is_integer and f.kind is not Kind.UUID
            for e in entities
            for f in e.fields
        )
        or any(link.primary_key for e in entities for link in e.relationships),
    }


def _filters_by_relation(design: EntityDesign) -> bool:
    """Whether the list can be narrowed by a related row."""
    links = {link.name for link in design.entity.relationships}
    return any(f.field in links for f in design.filters)


def _filter_backends(design: Design, related: bool) -> list[str]:
    api = design.project.api
    backends = []
    if api.filtering:
        backends.append("EntityFilterBackend" if related else "filters.DjangoFilterBackend")
    if api.search:
        backends.append("SearchFilter")
    # Always: without it, pages of a list have no stable order.
    return [*backends, "OrderingFilter"]
