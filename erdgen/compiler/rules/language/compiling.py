"""Compiles the sentences of a Project: each understood completely, or reported with what stopped it."""

from __future__ import annotations

from collections.abc import Sequence

from erdgen.compiler.rules.codec import dump_rule
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.reading import NotSaidError, Reading, mentions, read_sentence
from erdgen.compiler.rules.vocabulary import RuleOutcome, Stated, Status
from erdgen.compiler.spec.project import Entity, Project, RuleText


def compile_text(project: Project, text: RuleText, lexicon: Lexicon) -> RuleOutcome:
    """The rules that ``text`` states, or why there are none. Never a guess."""
    hint = project.by_name.get(text.applies_to)
    try:
        readings = read_sentence(text.sentence, lexicon, hint, text.field)
    except NotSaidError as stopped:
        return _open(text, "not_understood", str(stopped), "")
    chosen = _choose(readings, hint, text.field)
    if len(chosen) > 1:
        shown = " or ".join(describe(reading) for reading in chosen[:3])
        return _open(
            text,
            "ambiguous",
            f"it can be read as {shown}",
            "name the entity and the field in `applies_to` and `field`",
        )
    reading = chosen[0]
    return RuleOutcome(
        sentence=text.sentence,
        status="compiled",
        entity=reading.entity.name,
        understood=describe(reading),
        location=text.location,
        rules=tuple(Stated(reading.entity.name, rule) for rule in reading.rules),
    )


def describe(reading: Reading) -> str:
    return f"{reading.entity.name}: " + "; ".join(dump_rule(rule) for rule in reading.rules)


def _open(text: RuleText, status: Status, reason: str, hint: str) -> RuleOutcome:
    return RuleOutcome(
        text.sentence, status, text.applies_to, reason=reason, hint=hint, location=text.location
    )


def _choose(readings: Sequence[Reading], hint: Entity | None, field: str) -> tuple[Reading, ...]:
    """Of several readings those that the hints speak for; a hint against all of them counts for nothing."""
    found = tuple(readings)
    if len(found) > 1:
        found = tuple(reading for reading in found if reading.named) or found
    if hint is not None:
        found = tuple(reading for reading in found if reading.entity is hint) or found
    if field and len(found) > 1:
        found = tuple(reading for reading in found if mentions(reading, field)) or found
    return found


def compile_texts(project: Project) -> tuple[RuleOutcome, ...]:
    """What becomes of every sentence, in the order of the ERD."""
    lexicon = Lexicon(project)
    return tuple(compile_text(project, text, lexicon) for text in project.rules)
