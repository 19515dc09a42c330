"""The ERD in JSON: bytes in, the linked and checked Project out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from erdgen.compiler.findings import Finding, Level
from erdgen.compiler.frontends.decode_api import decode_api
from erdgen.compiler.frontends.decode_auth import decode_auth
from erdgen.compiler.frontends.decode_entities import decode_entities
from erdgen.compiler.frontends.decode_rules import decode_rules, settle_checks
from erdgen.compiler.frontends.json_source import Node, parse_json, read_source
from erdgen.compiler.frontends.reading import Context, Values, read_object
from erdgen.compiler.frontends.vocabulary import ERD_OPTIONS, TOP_OPTIONS
from erdgen.compiler.spec.called import Called
from erdgen.compiler.spec.declarations import AuthDecl, EntityDecl, ProjectDecl
from erdgen.compiler.spec.link import link_project
from erdgen.compiler.spec.project import ApiSpec, Project
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.texts import MAX_LABEL, clean_text


def parse_erd(
    data: bytes, name: str, called: Sequence[Called] = ()
) -> tuple[Project | None, tuple[Finding, ...]]:
    """Read an ERD. ``name`` (``job_board``) becomes the title unless the ERD has one.

    ``called`` are names that comments in the code gave to members of it.

    Returns the Project, or None when there is any error, and all findings in the order of the file.
    """
    report = Report()
    decl = _decode(data, name, report)
    project = link_project(decl, report, called) if decl is not None else None
    if decl is not None and project is not None and not report.has_errors:
        project = settle_checks(decl.rules, project, report)
    findings = report.sorted()
    if project is None or report.has_errors:
        return None, findings
    return replace(
        project, warnings=tuple(each for each in findings if each.level is Level.WARNING)
    ), findings


def _decode(data: bytes, name: str, report: Report) -> ProjectDecl | None:
    source = read_source(data, report)
    root = parse_json(source, report) if source is not None else None
    if source is None or root is None:
        return None
    context = Context(source, report)
    values = read_object(context, root, TOP_OPTIONS, "the ERD file")
    if values is None:
        return None
    return ProjectDecl(
        name=values.get("name") or _title(name),
        entities=_decode_erd(context, root, values),
        rules=decode_rules(context, values.nodes["business_rules"]) if "business_rules" in values else (),
        auth=decode_auth(context, values.nodes["auth_requirements"])
        if "auth_requirements" in values
        else AuthDecl(),
        api=decode_api(context, values.nodes["api_requirements"])
        if "api_requirements" in values
        else ApiSpec(),
        help=values.get("description", ""),
    )


def _decode_erd(context: Context, root: Node, values: Values) -> tuple[EntityDecl, ...]:
    assert isinstance(root.value, dict)
    node = values.nodes.get("erd")
    if node is None:
        if "erd" not in root.value:
            hint = 'write {"erd": {"entities": {…}}}'
            context.report.error("erd.E012", context.at(root), "the key 'erd' is missing", hint)
        return ()
    inner = read_object(context, node, ERD_OPTIONS, "'erd'")
    if inner is not None and "entities" in inner:
        return decode_entities(context, inner.nodes["entities"])
    assert isinstance(node.value, dict)
    if "entities" not in node.value:
        context.report.error("erd.E012", context.at(node), "'erd' has no 'entities'", 'write "entities": {…}')
    return ()


def _title(name: str) -> str:
    """``job_board`` → ``Job board``."""
    words = clean_text(name.replace("_", " ").replace("-", " "), MAX_LABEL)
    return words[:1].upper() + words[1:] or "Backend"
