"""Last parts of a sentence that leave something free, and what the rule before them must be for that.

tail      = "; later edits are not subject to this" | ", whereas" rows "may" …
          | ", counted from its start to its end"

A tail adds nothing only where the rule leaves free already what the tail says: each comes with a test of the
rules that the rest of the sentence states. Every word of it must be known; a strange one stops the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from erdgen.compiler.rules.conditions import Compare, Condition, Count, Every, Given, OneOf
from erdgen.compiler.rules.forms import AtCreation, Entering, Implies, NoOverlap, Rule, Unique
from erdgen.compiler.rules.language.access import AccessSentences
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of
from erdgen.compiler.rules.language.rewriting import MARKS, end_of, words_of
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import BE, word_set
from erdgen.compiler.spec.project import Entity, Relationship

#: Whether rules about an entity leave free what a tail says is free.
Test = Callable[[Entity, tuple[Rule, ...]], bool]

_CONTRASTS = word_set("whereas while whilst but though although")
#: What somebody does with a row that is there, and the words for that time.
_EDITS = word_set(
    "edit edits edited editing change changes changed changing amendment amendments correction corrections"
    " update updates updated updating modification modifications later afterwards subsequent subsequently"
    " again existing old older already"
)
_CHECKS = word_set(
    "check checks checked checking apply applies subject affected restricted limited bound exempt enforced"
)
_LEAVES = word_set("may can fine ok okay free freely allowed permitted possible exempt")
_PLAIN = word_set(
    "the a an any all ones one to from on of in for as is are was were be been has have it they this that"
    " these those rule restriction restrictions requirement way there at not no longer made so such and or"
)
#: What becomes of a moment, what such a check could do, and what else a row has.
_PASSING = word_set(
    "pass passed passes expire expires expired lapse lapses lapsed elapse elapsed run runs out gone by past"
    " start started begun begin ended over"
)
_STOPS = word_set(
    "block blocking prevent preventing trouble problem problems hindrance check checks error errors"
)
_OTHERS = word_set(
    "other details detail fields field values value data trigger triggers block blocking prevent preventing"
    " without never does do lie lies even still after trouble problem problems then"
)
_MAKING = word_set(
    "creation created create new made making registered registration entered entry booked booking placed"
    " added saved submitted opened recorded"
)
_STAYING = word_set("stay stays remain remains kept keep keeps left as on file record system place there")
#: By these a tail says that other rows may have the same.
_REPEATS = word_set(
    "may can repeat recur reoccur reused repeated shared used share have use be again the same reuse"
    " too as well also both their own"
    " identical equal a an one fine ok okay allowed permitted possible duplicate duplicates in across"
    " for at of within on other different another others elsewhere and all are is value values number"
    " numbers name names it they them this that occur appear exist however course"
)
_ELSE = word_set("other different another elsewhere others")
#: After one of these, "others do not" says that they need not.
_ASKING = word_set("need needs require requires")
_STRONG = word_set(
    "must cannot never except unless until need needs should shall to at up most least maximum minimum"
    " within limited between not no none neither only if when where but without exactly"
)


def free_tails(tokens: Tokens, lexicon: Lexicon) -> Iterator[tuple[Tokens, Test]]:
    """The sentence without its last part, with the test that its rules must pass."""
    words = words_of(tokens)
    for place in range(len(words) - 1, max(len(words) - 4, 4), -1):
        if end_of(words, place, "at-that-moment") == len(words):
            yield tokens[:place], _is_of_a_step
    for place in range(len(tokens) - 2, 2, -1):
        if tokens[place].word not in MARKS and tokens[place].word not in _CONTRASTS:
            continue
        head, tail = _cut(tokens, place)
        if not tail or tokens[place - 1].word in MARKS:
            continue
        if _leaves_edits_free(tail, lexicon):
            yield head, _is_for_new_rows
        elif _tells_period(tail):
            yield head, _is_period
        else:
            if tail[0].word == "not" and tokens[place].word == ",":
                yield head, _rules_out(tail[1:], lexicon)
            if _leaves_others_free(tail, lexicon):
                yield head, _frees_others(tail)
            yield from _contrasts(head, tail, lexicon)


def _cut(tokens: Tokens, place: int) -> tuple[Tokens, Tokens]:
    start = place + 1
    if tokens[place].word in MARKS and start < len(tokens) and tokens[start].word in _CONTRASTS:
        start += 1
    return tokens[:place], tokens[start:]


def _leaves_edits_free(tail: Tokens, lexicon: Lexicon) -> bool:
    """ "Later edits are not subject to this", "it may be changed afterwards", "existing ones are exempt"."""
    words: list[str] = words_of(tail)
    if _EDITS.isdisjoint(words) and _CHECKS.isdisjoint(words):
        return False  # as most often; names are only gathered where it can be such a tail
    named = {part for entity in lexicon.project.entities for part in _spellings(entity)}
    for place in range(2, len(words)):
        if words[place : place + 2] in (["even", "if"], ["even", "though"], ["even", "when"]):
            words = words[:place]
            break
        if words[place] in ("after", "once", "when") and _has_passed(words[place + 1 :], named):
            words = words[:place]
            break
    if _is_asked_of_new_rows(words, named) or _no_longer_matters(words, named):
        return True
    known = _EDITS | _CHECKS | _LEAVES | _PLAIN | _STAYING | _PASSING | _OTHERS
    if any(word not in known and word not in named for word in words):
        return False
    if _EDITS.isdisjoint(words) or "only" in words:
        return False
    denied = next((n for n, word in enumerate(words) if word in ("not", "no", "never", "without")), -1)
    if denied >= 0 and words[denied] == "without":
        return not (_STOPS | _CHECKS).isdisjoint(words[denied + 1 :]) and not _LEAVES.isdisjoint(
            words[:denied]
        )
    if denied >= 0:
        return not _CHECKS.isdisjoint(words[denied + 1 : denied + 4])
    return not _LEAVES.isdisjoint(words) and (_CHECKS - {"exempt"}).isdisjoint(words)


def _leaves_others_free(tail: Tokens, lexicon: Lexicon) -> bool:
    """ "May recur in other depots", "different depots may use the same code", "elsewhere it may repeat"."""
    words = words_of(tail)
    if _ELSE.isdisjoint(words) or {"may", "can", "fine", "ok", "okay", "allowed"}.isdisjoint(words):
        return False
    known = {key_of(word) for each in lexicon.project.entities for word in (*_spellings(each), *each.members)}
    return all(word in _REPEATS or key_of(word) in known for word in words)


def _frees_others(tail: Tokens) -> Test:
    """Whether rows are unlike only within one of those of which ``tail`` says that others are free."""
    words = words_of(tail)
    named = {
        key_of(" ".join(words[place + 1 : place + 1 + size]))
        for place, word in enumerate(words)
        for size in (1, 2, 3)
        if word in _ELSE
    }

    def leaves_free(entity: Entity, rules: tuple[Rule, ...]) -> bool:
        return all(
            isinstance(rule, Unique)
            and len(rule.fields) > 1
            and ("elsewhere" in words or any(_is_called(entity, name, named) for name in rule.fields))
            for rule in rules
        )

    return leaves_free


def _is_called(entity: Entity, name: str, named: set[str]) -> bool:
    member = entity.members[name]
    return key_of(name) in named or (isinstance(member, Relationship) and key_of(member.target) in named)


def _has_passed(words: list[str], named: set[str]) -> bool:
    """ "(after) it has started", "(once) their start has passed"."""
    told = {"it", "they", "its", "their", "the", "that", "this", "has", "have", "is", "are", "lies", "in"}
    return not _PASSING.isdisjoint(words) and (told | _PASSING | named).issuperset(words)


def _is_asked_of_new_rows(words: list[str], named: set[str]) -> bool:
    """ "This is checked only at the moment it is created", "the check applies to new bookings alone"."""
    alone = not {"only", "once", "alone", "just", "solely"}.isdisjoint(words)
    told = alone and not _CHECKS.isdisjoint(words) and not _MAKING.isdisjoint(words)
    known = (
        _CHECKS | _MAKING | (_PLAIN - {"not", "no", "longer"}) | {"only", "once", "alone", "just", "solely"}
    )
    return told and (
        known | {"moment", "time", "point", "when", "first", "gets", "upon", "during"} | named
    ).issuperset(words)


def _no_longer_matters(words: list[str], named: set[str]) -> bool:
    """ "Later on the status of the course does not matter", "afterwards its state is irrelevant"."""
    told = {
        "does",
        "do",
        "not",
        "longer",
        "no",
        "matter",
        "matters",
        "irrelevant",
        "its",
        "their",
        "importance",
    }
    free = words[-2:] in (["not", "matter"], ["longer", "matters"], ["no", "importance"])
    free = free or (words[-1:] == ["irrelevant"] and "not" not in words)
    return free and not _EDITS.isdisjoint(words) and (told | _EDITS | _PLAIN | named).issuperset(words)


def _spellings(entity: Entity) -> Iterator[str]:
    for name in (entity.label, entity.plural, *(field.label for field in entity.fields)):
        yield from name.lower().split()


def _is_for_new_rows(entity: Entity, rules: tuple[Rule, ...]) -> bool:
    return all(isinstance(rule, AtCreation) for rule in rules)


def _is_of_a_step(entity: Entity, rules: tuple[Rule, ...]) -> bool:
    """Whether all rules are asked at one moment: when a row is made, or comes into a state."""
    return all(isinstance(rule, AtCreation | Entering) for rule in rules)


def _tells_period(tail: Tokens) -> bool:
    """ "Counted from its start to its end"."""
    words = words_of(tail)
    counted = words[:1] in (["counted"], ["measured"], ["calculated"], ["reckoned"]) and words[1:2] == [
        "from"
    ]
    known = word_set("from its the their to until start end beginning begin finish")
    return counted and "start" in words and "end" in words and known.issuperset(words[1:])


def _is_period(entity: Entity, rules: tuple[Rule, ...]) -> bool:
    """Whether all rules say how long a row lasts from its start to its end."""
    return all(isinstance(rule, Compare) and rule.shift is not None for rule in rules)


def _contrasts(head: Tokens, tail: Tokens, lexicon: Lexicon) -> Iterator[tuple[Tokens, Test]]:
    """ "…, whereas fixed-price listings may offer more": other rows than those of the rule are free."""
    if not 2 < len(tail) < 12:
        return

    def leaves_free(entity: Entity, rules: tuple[Rule, ...]) -> bool:
        wheres = [_case_of(rule) for rule in rules]
        return all(where is not None for where in wheres) and any(
            other is None or all(excludes(where, other) for where in wheres if where is not None)
            for about in _of_whom(entity, rules, lexicon)
            for other in (*_freed(tail, lexicon, about), *_spared(head, tail, lexicon, about))
        )

    yield head, leaves_free


def _of_whom(entity: Entity, rules: tuple[Rule, ...], lexicon: Lexicon) -> Iterator[Entity]:
    """Whose rows are told apart: those of the rule, or those that it counts."""
    counted = {rule.relation for rule in rules if isinstance(rule, Count)}
    found = [target for relation, target in lexicon.relations[entity.name] if relation in counted]
    yield from found if counted else [entity]


def _rules_out(tail: Tokens, lexicon: Lexicon) -> Test:
    """ "(Must be planned), not done or cancelled": other values than those that may be."""

    def adds_nothing(entity: Entity, rules: tuple[Rule, ...]) -> bool:
        reader = AccessSentences(tail, lexicon, entity)
        others = [state for state, end in reader.read_states(0, entity) if end == len(tail)]
        asked = [_asked_by(rule) for rule in rules]
        return all(said is not None and any(_apart(said, other) for other in others) for said in asked)

    return adds_nothing


def _asked_by(rule: Rule) -> OneOf | None:
    """The values that a rule asks for, where it asks for values alone."""
    said = (
        rule.condition if isinstance(rule, AtCreation) else rule.then if isinstance(rule, Implies) else rule
    )
    return said if isinstance(said, OneOf) and not said.negated else None


def _freed(tail: Tokens, lexicon: Lexicon, entity: Entity) -> Iterator[Condition | None]:
    """The rows that ``tail`` leaves free; None for all others."""
    reader = AccessSentences(tail, lexicon, entity)
    others = reader.phrase(0, "all-others")
    fine = reader.phrase(others, "duplicates-are-fine") if others > 0 else -1
    if others > 0 and (_permits(reader, others) or fine == len(tail)):
        yield None
    reader.follows = True
    if others > 0 and reader.phrase(others, "it-is-optional") == len(tail):
        yield None
    for where, end in reader.read_entity(reader.skip(0, "for", "with", "in"), entity):
        free = _permits(reader, end) or reader.phrase(reader.skip(end, ","), "it-is-optional") == len(tail)
        free = free or reader.phrase(end, "are-unlimited") == len(tail)
        if where is not None and free:
            yield where


def _spared(head: Tokens, tail: Tokens, lexicon: Lexicon, entity: Entity) -> Iterator[Condition]:
    """The rows of which ``tail`` says that the rule is not for them: "not for others", "others do not"."""
    reader = AccessSentences(tail, lexicon, entity)
    reader.follows = True
    denied = reader.at(0, "not for", "not of", "not on", "not by", "not in")
    asked = not _ASKING.isdisjoint(token.word for token in head)
    for where, end in reader.read_entity(max(denied, 0), entity):
        none = reader.at(end, "need none", "needs none", "require none", "need no such thing")
        left = reader.at(end, "do not", "does not") if asked else -1
        if where is not None and len(tail) in (none, left, end if denied > 0 else -1):
            yield where


def _permits(reader: AccessSentences, place: int) -> bool:
    """Whether all that follows is a permission without a limit."""
    modal = reader.modal(place)
    free = reader.phrase(place, "does-not-have-to")
    if modal is not None and modal.kind == "can" and not modal.denied:
        free = modal.end
    if free < 0 or any(token.kind != "word" for token in reader.tokens[free:]):
        return False
    words = reader.words[free:]
    return _STRONG.isdisjoint(words) and len(words) < 6 and not BE.issuperset(words)


def _case_of(rule: Rule) -> Condition | None:
    match rule:
        case Implies() | AtCreation():
            return rule.when
        case Unique() | NoOverlap() | Count():
            return rule.where
    return None


def excludes(where: Condition, other: Condition) -> bool:
    """Whether no row can be both."""
    firsts = where.parts if isinstance(where, Every) else (where,)
    seconds = other.parts if isinstance(other, Every) else (other,)
    return any(_apart(first, second) for first in firsts for second in seconds)


def _apart(first: Condition, second: Condition) -> bool:
    if isinstance(first, Given) and isinstance(second, Given):
        return first.field == second.field and first.negated != second.negated
    if not (isinstance(first, OneOf) and isinstance(second, OneOf)) or first.field != second.field:
        return False
    if first.negated and second.negated:
        return False
    if first.negated or second.negated:
        named, barred = (second, first) if first.negated else (first, second)
        return set(named.values) <= set(barred.values)
    return set(first.values).isdisjoint(second.values)
