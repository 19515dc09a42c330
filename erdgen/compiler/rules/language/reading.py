"""From a sentence to the rules that it states: every reading, seen from every entity that it can be about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from erdgen.compiler.rules.conditions import Weekday
from erdgen.compiler.rules.forms import Rule, Transitions
from erdgen.compiler.rules.language.about import (
    named_in,
    only_named,
    owners_in,
    roots_of,
)
from erdgen.compiler.rules.language.access import AccessSentences
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.asides import variants_of, without_fillers
from erdgen.compiler.rules.language.bracketed import (
    named_field,
    reached_state,
    summed_field,
    without_brackets,
)
from erdgen.compiler.rules.language.concluded import read_halves
from erdgen.compiler.rules.language.ends import told_apart_ends
from erdgen.compiler.rules.language.gist import gists_of
from erdgen.compiler.rules.language.kinship import told_alike
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.making import of_making
from erdgen.compiler.rules.language.naming import Named
from erdgen.compiler.rules.language.newly import as_made
from erdgen.compiler.rules.language.plainwords import plain_forms
from erdgen.compiler.rules.language.registers import plain_statements
from erdgen.compiler.rules.language.repeats import repeating_tails
from erdgen.compiler.rules.language.restated import without_restatement
from erdgen.compiler.rules.language.sense import (
    fit_reading,
    is_odd,
    is_of_another_deed,
)
from erdgen.compiler.rules.language.standing import counted_by, in_one_order, read_as_it_stands
from erdgen.compiler.rules.language.stays import counts_at_once
from erdgen.compiler.rules.language.tails import free_tails
from erdgen.compiler.rules.language.testable import NotSaidError, check_extent, check_words
from erdgen.compiler.rules.language.tokens import LONGEST, Token, read_tokens, spell_out
from erdgen.compiler.rules.walk import paths_in
from erdgen.compiler.spec.project import Entity, Relationship

#: A sentence is put into plain words so many times at most.
DEEPEST = 3


def read_sentence(sentence: str, lexicon: Lexicon, hint: Entity | None, field: str) -> tuple[Reading, ...]:
    """Every reading; raises NotSaidError where there is none."""
    if len(sentence) > LONGEST:
        raise NotSaidError(f"it has more than {LONGEST} characters")
    tokens = read_tokens(sentence)
    if not tokens:
        raise NotSaidError("there is nothing to read")
    try:
        return _read_said(tokens, lexicon, hint, field)
    except NotSaidError as stopped:
        check_extent(tokens)
        about = roots_of(tokens, lexicon, hint) or owners_in(tokens, lexicon, ())
        for plain in plain_statements(without_fillers(tokens), lexicon, Named(lexicon, hint, tuple(about))):
            try:
                return _read_said(plain, lexicon, hint, field)
            except NotSaidError:
                continue
        raise stopped from None


def _read_said(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, field: str
) -> tuple[Reading, ...]:
    """Every reading of the sentence as it stands; raises NotSaidError where there is none."""
    check_words(tokens, lexicon)
    whole, tokens = tokens, without_fillers(tokens)
    found = _read_tokens(tokens, lexicon, hint, field)
    found = tuple(
        replace(each, rules=rules) for each in found for rules in as_made(whole, each.rules, each.entity)
    )
    found = of_making(whole, found)
    if found and all(counts_at_once(whole, each.rules, each.entity, lexicon) for each in found):
        raise NotSaidError("it counts rows at one time, but how many there are at all is not the same")
    if not field or hint is None or any(mentions(each, field) for each in found):
        return found
    if any(each.named and not all(isinstance(rule, Weekday) for rule in each.rules) for each in found):
        return found  # by a day alone it is not told which moment is meant
    return _read_with_field(tokens, lexicon, hint, field) or found


def _read_with_field(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity, field: str
) -> tuple[Reading, ...]:
    """Readings about the field that the ERD names, for a sentence that names neither its rows nor it."""
    found = read_as_it_stands(tokens, lexicon, hint, field)
    return tuple(each for each in found if each.entity is hint and mentions(each, field))


def _read_tokens(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, field: str, depth: int = 0
) -> tuple[Reading, ...]:
    about = roots_of(tokens, lexicon, hint) or owners_in(tokens, lexicon, ())
    names = Named(lexicon, hint, tuple(about))

    for said in variants_of(tokens, names):
        meant = hint or (only_named(tokens, lexicon) if len(said) < len(tokens) else None)
        found = read_as_it_stands(said, lexicon, meant, "")
        if hint is None and meant is not None:
            found = tuple(each for each in found if each.entity is meant) or found
        if found:
            return found
    for head, leaves_free in free_tails(tokens, lexicon):
        for said in variants_of(head, names):
            found = tuple(
                each
                for each in read_as_it_stands(said, lexicon, hint, "")
                if leaves_free(each.entity, each.rules)
            )
            if found:
                return found
    found = _read_restated(tokens, lexicon, hint, names)
    if found:
        return found

    def read_half(said: tuple[Token, ...]) -> tuple[Reading, ...]:
        try:
            return _read_tokens(said, lexicon, hint, field, depth + 1)
        except NotSaidError:
            return ()

    for head, leaves_free in repeating_tails(tokens, lexicon) if depth < DEEPEST else ():
        found = tuple(each for each in read_half(head) if leaves_free(each.entity, each.rules))
        if found:
            return found
    found = read_halves(tokens, names, read_half) if depth < DEEPEST else ()
    if found:
        return found
    found = (
        _read_bracketed(tokens, lexicon, hint, field, names)
        or (_read_restated(tokens, lexicon, hint, names, field=field) if field else ())
        or _read_plainly(tokens, lexicon, hint, field, depth)
    )
    if depth == 0:
        found = found or told_alike(tokens, lexicon, hint) or told_apart_ends(tokens, lexicon, hint)
    if not found and not depth:
        found = _read_gist(tokens, lexicon, hint, field)
    if found:
        return found
    raise NotSaidError(_stopped(tokens, lexicon, about))


def _read_plainly(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, field: str, depth: int
) -> tuple[Reading, ...]:
    """Readings of the same in plain words, for a sentence of a form that the grammar does not have."""
    for said in plain_forms(tokens, lexicon) if depth < DEEPEST else ():
        try:
            found = _read_tokens(said, lexicon, hint, field, depth + 1)
        except NotSaidError:
            continue
        return tuple(each for each in found if not is_of_another_deed(each, tokens, lexicon))
    return ()


def _read_gist(
    tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None, field: str
) -> tuple[Reading, ...]:
    """Readings by what the sentence mentions, for one of a shape that the grammar does not have."""
    found: dict[tuple[str, tuple[Rule, ...]], Reading] = {}
    for said in gists_of(tokens, lexicon, hint):
        try:
            told = (
                (said,)
                if isinstance(said, Reading)
                else _read_tokens(read_tokens(said), lexicon, hint, field, 1)
            )
        except NotSaidError:
            continue
        for each in told:
            reading = fit_reading(each, lexicon, only=True)
            if reading is None or (field and reading.entity is hint and not mentions(reading, field)):
                continue
            if is_odd(reading, tokens) or is_of_another_deed(reading, tokens, lexicon):
                continue
            found.setdefault((reading.entity.name, tuple(map(in_one_order, reading.rules))), reading)
    return tuple(found.values())


def _read_bracketed(
    tokens: tuple[Token, ...],
    lexicon: Lexicon,
    hint: Entity | None,
    field: str,
    names: Named,
) -> tuple[Reading, ...]:
    """Readings in which brackets name the state that is reached, what is added up, or the field."""
    told = (*reached_state(tokens, lexicon, named_in(tokens, lexicon)), summed_field(tokens))
    roots = (hint,) if hint is not None else roots_of(tokens, lexicon, None)
    owners = () if roots else owners_in(without_brackets(tokens)[1], lexicon, ())
    field = field or named_field(tokens, lexicon, roots or owners)
    about = owners[0] if len(owners) == 1 else hint
    for said in (each for whole in told if whole for each in variants_of(whole, names)):
        found = read_as_it_stands(said, lexicon, hint, "")
        if found:
            return found
    for said in variants_of(tokens, names) if field else ():
        found = read_as_it_stands(said, lexicon, about, field)
        if found:
            return found
    return ()


def _read_restated(
    tokens: tuple[Token, ...],
    lexicon: Lexicon,
    hint: Entity | None,
    names: Named,
    *,
    field: str = "",
    closed: bool = False,
) -> tuple[Reading, ...]:
    """Readings of the sentence without a tail, or two, that adds nothing to them."""
    for shortened in without_restatement(tokens, lexicon):
        closing = closed or shortened.closing
        for said in variants_of(shortened.said, names):
            every = _read_lifecycle(said, lexicon, hint) if closing else ()
            every = every or read_as_it_stands(said, lexicon, hint, field, closed=closing)
            found = tuple(each for each in every if shortened.fits(each.rules, each.entity.name))
            if found:
                return tuple(replace(each, rules=shortened.completed(each.rules)) for each in found)
        found = _read_restated(shortened.said, lexicon, hint, names, field=field, closed=closing)
        if found and all(shortened.fits(each.rules, each.entity.name) for each in found):
            return found
    return ()


def _read_lifecycle(tokens: tuple[Token, ...], lexicon: Lexicon, hint: Entity | None) -> tuple[Reading, ...]:
    """Readings that list the steps from several states; that there are no others says no more than they do.

    Of one state alone it would be said only what may follow it.
    """
    found = read_as_it_stands(tokens, lexicon, hint, "")
    listed = (rule.allowed if isinstance(rule, Transitions) else () for each in found for rule in each.rules)
    return found if found and all(len({move.source for move in moves}) > 1 for moves in listed) else ()


def _stopped(tokens: tuple[Token, ...], lexicon: Lexicon, roots: Sequence[Entity]) -> str:
    """The part of the sentence where understanding ends, seen from the entity that got farthest."""
    farthest = max((AccessSentences(tokens, lexicon, root).farthest() for root in roots), default=0)
    if not roots:
        return "it names no entity and no field of this ERD"
    rest = spell_out(tokens[farthest:])
    return f"the part “{rest}” is not understood" if rest else "it breaks off"


def mentions(reading: Reading, field: str) -> bool:
    """Whether a rule of ``reading`` is about ``field``, or counts the rows that it links to theirs."""
    link = reading.entity.members.get(field)
    back = link.related_name if isinstance(link, Relationship) else None
    if back and any(counted_by(rule) == back for rule in reading.rules):
        return True
    return any(path.split(".")[0] == field for rule in reading.rules for path in paths_in(rule))
