"""Compiles the rules of a Project: a sentence is understood completely, or reported with what stopped it."""

from __future__ import annotations

from collections.abc import Sequence

from erdgen.compiler.rules.codec import dump_rule
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.parents import same_verb
from erdgen.compiler.rules.language.reading import mentions, read_sentence
from erdgen.compiler.rules.language.testable import NotSaidError
from erdgen.compiler.rules.showcase import nearest_forms
from erdgen.compiler.rules.vocabulary import RuleOutcome, Stated, Status
from erdgen.compiler.rules.written import read_written_rule
from erdgen.compiler.spec.project import Entity, Project, RuleText

#: How many readings of an ambiguous sentence are shown.
SHOWN = 3


def compile_rules(project: Project) -> tuple[RuleOutcome, ...]:
    """What becomes of every rule of ``project``, in the order of the ERD."""
    lexicon = Lexicon(project)
    return tuple(compile_rule(project, text, lexicon) for text in project.rules)


def compile_rule(project: Project, text: RuleText, lexicon: Lexicon | None = None) -> RuleOutcome:
    """The rules that ``text`` states, or why there are none. Never a guess."""
    if text.check:
        return read_written_rule(project, text)
    hint = project.by_name.get(text.applies_to)
    try:
        readings = read_sentence(text.sentence, lexicon or Lexicon(project), hint, text.field)
    except NotSaidError as stopped:
        return _open(text, "not_understood", str(stopped), _nearest(text.sentence))
    chosen = _choose(readings, hint, text.field)
    if not _may_overrule(chosen[0], hint, text.field):
        reason = f"it is not about {_hinted(text)}, and names no other entity"
        return _open(text, "not_understood", reason, "name the entity in the sentence")
    verb = _verb_of(hint, text.sentence) if hint is not None and hint is not chosen[0].entity else ""
    if hint is not None and verb:
        reason = f"by “{verb}” it may be about {hint.name}, as `applies_to` says, or {_in_words(chosen[0])}"
        return _open(text, "ambiguous", reason, f"name {hint.name} in it, or leave out `applies_to`")
    if len(chosen) > 1:
        shown = " or ".join(f"“{_in_words(reading)}”" for reading in chosen[:SHOWN])
        more = f" or in {len(chosen) - SHOWN} other ways" if len(chosen) > SHOWN else ""
        hint_text = f"say which with `applies_to` and `field`, or write it as JSON: {_as_json(chosen[0])}"
        return _open(text, "ambiguous", f"it can be read as {shown}{more}", hint_text)
    return _compiled(text, chosen[0], hint)


def _compiled(text: RuleText, reading: Reading, hint: Entity | None) -> RuleOutcome:
    remark = ""
    if hint is not None and reading.entity is not hint and not hint.is_user:
        remark = f"`applies_to` says {hint.name}, but the sentence is about {reading.entity.name}"
    elif text.field and not mentions(reading, text.field):
        remark = f"`field` says {text.field}, but the sentence is about something else"
    return RuleOutcome(
        sentence=text.sentence,
        status="compiled",
        entity=reading.entity.name,
        understood=_in_words(reading),
        location=text.location,
        rules=tuple(Stated(reading.entity.name, rule) for rule in reading.rules),
        remark=remark,
    )


def _in_words(reading: Reading) -> str:
    words = "; ".join(describe_rule(rule, reading.entity) for rule in reading.rules)
    return f"{reading.entity.name}: {words}"


def _as_json(reading: Reading) -> str:
    return f'{{"check": {dump_rule(reading.rules[0])}, "applies_to": "{reading.entity.source}"}}'


def _nearest(sentence: str) -> str:
    shown = " or ".join(f"“{form.sentence}”" for form in nearest_forms(sentence))
    return f"say it like {shown}, or write it as JSON (docs/rules-reference.md)"


def _open(text: RuleText, status: Status, reason: str, hint: str) -> RuleOutcome:
    return RuleOutcome(
        text.sentence, status, text.applies_to, reason=reason, hint=hint, location=text.location
    )


def _may_overrule(reading: Reading, hint: Entity | None, field: str) -> bool:
    """A sentence wins over its hints where it names what it is about."""
    if reading.named or hint is None:
        return True
    return reading.entity is hint and (not field or mentions(reading, field))


def _verb_of(hint: Entity, sentence: str) -> str:
    """The word that tells of the hinted rows by what is done: "placed", of a placement."""
    words = (word.strip(".,;:") for word in sentence.casefold().split())
    return next((word for word in words if word.endswith("ed") and same_verb(word, hint.name.casefold())), "")


def _hinted(text: RuleText) -> str:
    return f"{text.applies_to}.{text.field}" if text.field else text.applies_to


def _choose(readings: Sequence[Reading], hint: Entity | None, field: str) -> tuple[Reading, ...]:
    """Of several readings those that the hints speak for; a hint against all of them counts for nothing."""
    found = tuple(readings)
    if hint is not None:
        found = tuple(reading for reading in found if reading.entity is hint) or found
    if len(found) > 1:
        found = tuple(reading for reading in found if reading.named) or found
    if field and len(found) > 1:
        found = tuple(reading for reading in found if mentions(reading, field)) or found
    return found
