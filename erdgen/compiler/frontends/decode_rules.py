"""``business_rules``: sentences, each with hints what it is about."""

from __future__ import annotations

from erdgen.compiler.frontends.json_source import Node
from erdgen.compiler.frontends.reading import Context, read_options
from erdgen.compiler.frontends.vocabulary import RULE_OPTIONS
from erdgen.compiler.spec.declarations import RuleDecl
from erdgen.compiler.spec.texts import MAX_HELP, clean_text


def decode_rules(context: Context, node: Node) -> tuple[RuleDecl, ...]:
    """One declaration for each sentence."""
    if not isinstance(node.value, list):
        context.wrong_type(
            node, "a list of rules", 'write [{"rule": "…", "applies_to": "Job", "field": "salary"}]'
        )
        return ()
    rules = [_decode_rule(context, child) for child in node.value]
    return tuple(rule for rule in rules if rule is not None)


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
    if not values.get("rule"):
        _refuse_empty(context, node)
        return None
    if "field" in values and "applies_to" not in values:
        message = "a rule names a field, but no entity"
        context.report.error("erd.E012", context.at(node), message, "add 'applies_to'")
    where = context.at(values.nodes["rule"])
    return RuleDecl(values.get("rule"), values.get("applies_to"), values.get("field"), where)


def _refuse_empty(context: Context, node: Node) -> None:
    context.report.error("erd.E012", context.at(node), "a rule without a sentence", 'write "rule": "…"')
