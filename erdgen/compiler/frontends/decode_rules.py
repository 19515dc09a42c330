"""``business_rules``: sentences, each with hints what it is about, and rules in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from erdgen.compiler.findings import Location
from erdgen.compiler.frontends.json_source import Node, NumberText
from erdgen.compiler.frontends.reading import Context, Values, read_options
from erdgen.compiler.frontends.vocabulary import RULE_OPTIONS
from erdgen.compiler.rules.codec import Problem, decode_rule, dump_rule
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.fit import fit_rule
from erdgen.compiler.spec.declarations import CheckDecl, RuleDecl
from erdgen.compiler.spec.project import Project, RuleText
from erdgen.compiler.spec.report import Report
from erdgen.compiler.spec.texts import MAX_HELP, clean_text


def decode_rules(context: Context, node: Node) -> tuple[RuleDecl, ...]:
    """One declaration for each rule."""
    if not isinstance(node.value, list):
        context.wrong_type(
            node, "a list of rules", 'write [{"rule": "…", "applies_to": "Job", "field": "salary"}]'
        )
        return ()
    rules = [_decode_rule(context, child) for child in node.value]
    return tuple(rule for rule in rules if rule is not None)


def settle_checks(decls: tuple[RuleDecl, ...], project: Project, report: Report) -> Project:
    """``project`` with its rules in JSON held against its entities and written in its own names.

    ``decls`` are the declarations of its rules, in their order.
    """
    rules = tuple(
        _settle(decl.check, text, project, report) if decl.check else text
        for decl, text in zip(decls, project.rules, strict=True)
    )
    return replace(project, rules=rules)


def _decode_rule(context: Context, node: Node) -> RuleDecl | None:
    if isinstance(node.value, str):
        sentence = clean_text(node.value, MAX_HELP)
        if sentence:
            return RuleDecl(sentence, location=context.at(node))
        _refuse_empty(context, node)
        return None
    if not isinstance(node.value, dict):
        context.wrong_type(node, "a sentence or an object with 'rule'")
        return None
    values = read_options(context, node.value, RULE_OPTIONS, "a rule")
    if not values.get("rule") and "check" not in node.value:
        _refuse_empty(context, node)
        return None
    for option, about in (("field", "names a field"), ("check", "in JSON")):
        if option in values and "applies_to" not in values:
            message = f"a rule {about}, but no entity"
            context.report.error("erd.E012", context.at(node), message, "add 'applies_to'")
    check = _decode_check(context, values) if "check" in values else None
    where = context.at(values.nodes.get("rule", node))
    return RuleDecl(values.get("rule", ""), values.get("applies_to"), values.get("field"), where, check)


def _refuse_empty(context: Context, node: Node) -> None:
    context.report.error("erd.E012", context.at(node), "a rule without a sentence", 'write "rule": "…"')


def _decode_check(context: Context, values: Values) -> CheckDecl:
    node = values.nodes["check"]
    check = CheckDecl(_plain(node), dict(_places(context, node, ())))
    _, problems = decode_rule(check.data)
    _report(context.report, "erd.E066", check, problems)
    return check


def _report(report: Report, code: str, check: CheckDecl, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        hint = report.suggest(problem.wrong, problem.known, problem.hint) if problem.wrong else problem.hint
        report.error(code, check.locate(problem.path), problem.message, hint)


def _plain(node: Node) -> object:
    """The node as JSON data; numbers that are not whole stay texts, so that no digit is lost."""
    value = node.value
    if isinstance(value, dict):
        return {key: _plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_plain(child) for child in value]
    if isinstance(value, NumberText):
        return int(value.text) if value.is_integer else value.text
    return value


def _places(
    context: Context, node: Node, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Location]]:
    yield path, context.at(node)
    if isinstance(node.value, dict | list):
        children = node.value.items() if isinstance(node.value, dict) else enumerate(node.value)
        for key, child in children:
            yield from _places(context, child, (*path, key))


def _settle(check: CheckDecl, text: RuleText, project: Project, report: Report) -> RuleText:
    rule, _ = decode_rule(check.data)
    entity = project.by_name.get(text.applies_to)
    if rule is None or entity is None:
        return text
    fitted, problems = fit_rule(rule, project, entity)
    _report(report, "erd.E067", check, problems)
    sentence = (
        text.sentence or f"{entity.label[:1].upper()}{entity.label[1:]}: {describe_rule(fitted, entity)}."
    )
    return replace(text, sentence=sentence, check=dump_rule(fitted))
