"""Sentences about what a member holds unless somebody says otherwise.

preset    = otherwise "," said | said otherwise
otherwise = "unless" [somebody] "says otherwise" | "unless another" member "is given"
          | "if" ("nothing else" | "no" member) "is given" | "if" member "is left out"
          | "where" somebody "leaves" member "open"
said      = member "is" value | rows ("have" | "get" | …) value member | rows "are" ["billed"] state
          | value "is assumed" | "it is" value
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import OneOf
from erdgen.compiler.rules.forms import SetDefault
from erdgen.compiler.rules.language.bodies import Bodies, Stated
from erdgen.compiler.rules.language.cues import cued
from erdgen.compiler.rules.language.defaults import Defaults
from erdgen.compiler.rules.language.names import key_of, split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.said import MEMBER_VERBS
from erdgen.compiler.rules.language.units import CURRENCY_CODES
from erdgen.compiler.rules.language.words import BE, word_set
from erdgen.compiler.spec.project import Field

_SOMEBODY = word_set(
    "we they you caller requester creator user client somebody someone anyone anybody person staff team one"
)
#: What parts of names are short for.
_SHORT = {"percent": "percentage", "pct": "percentage", "max": "maximum", "min": "minimum", "qty": "quantity"}
#: Nouns that any value goes by.
_ANY_VALUE = word_set("value number amount figure date time one")
#: The longest said before the words for "otherwise", in words.
_LONGEST = 24


class Presets(Defaults):
    """Reads defaults that are said by the case in which they do not hold."""

    def _default(self, place: int) -> Bodies:
        found = {}
        for body, end in super()._default(place):
            found[(repr(body), end)] = True
            yield body, end
        for value, end in self._preset(place):
            body = Stated((value,))
            if (repr(body), end) not in found:
                yield body, end

    @cued(
        "by-default",
        "by-default-first",
        "otherwise-said",
        "preset-starts",
        words="unless except if when where whenever long case",
    )
    def _preset(self, place: int) -> Iterator[tuple[SetDefault, int]]:
        for name, lead in self._otherwise(place):
            start = self.skip(lead, ",")
            for value, end in self._preset_said(start, name):
                if name in ("", value.field):
                    yield value, end
        for end in self.root_ends(self.past(place, "new-rows")):
            if self.phrase(end, "preset-starts") > 0:
                yield from self._preset_rows(end)
        if not self._has_otherwise(place):
            return
        for value, end in self._preset_said(place, ""):
            for name, stop in self._otherwise(self.skip(end, ",")):
                if name in ("", value.field):
                    yield value, stop

    def _has_otherwise(self, place: int) -> bool:
        """Whether it can pay to look for a default: most sentences are none."""
        return any(
            next(self._otherwise(here), None) is not None
            for here in range(place + 2, min(self.end, place + _LONGEST))
            if self.word(here) in ("unless", "if", "when", "where", "by", "initially", "as", "at")
        )

    def _otherwise(self, place: int) -> Iterator[tuple[str, int]]:
        """The end of "unless stated otherwise" and the like, with the member that it names, if one."""
        for key in ("by-default", "by-default-first", "otherwise-said"):
            end = self.phrase(place, key)
            if end > 0:
                yield "", end
        unless = self.at(place, "unless", "except when", "except if")
        if unless > 0:
            yield from self._another(unless)
            for ref, end in self.read_subject(unless):
                given = self.phrase(self.past(end, "has-been"), "set-participle")
                if given > 0 and ref.where is None:
                    yield ref.path, given
            for actor in self._presetter(unless):
                other = self.phrase(actor, "says-otherwise")
                if other > 0:
                    yield "", other
                chooses = self.phrase(actor, "chooses")
                if chooses > 0:
                    yield from self._other_value(chooses)
        case = self.at(place, "if", "when", "where", "whenever", "as long as", "in case")
        if case > 0:
            yield from self._left_out(case)

    def _another(self, place: int) -> Iterator[tuple[str, int]]:
        """ "another percentage is entered", "something else is chosen"."""
        for name, end in self._other_value(place):
            given = self.phrase(self.past(end, "has-been"), "set-participle")
            if given > 0:
                yield name, given

    def _other_value(self, place: int) -> Iterator[tuple[str, int]]:
        """ "another one", "a different percentage", "something else"."""
        end = self.phrase(place, "something-else")
        if end > 0:
            yield "", end
        other = self.phrase(place, "another")
        if other > 0 and self.word(other) in _ANY_VALUE:
            yield "", other + 1
        for name, stop in self.spans(other, 4) if other > 0 else ():
            for member in self._partly_named(name):
                yield member, stop

    def _partly_named(self, words: str) -> Iterator[str]:
        """Fields that "percentage" can stand for beside them: ``tax_percent``."""
        named = self.lexicon.members(self.root, words)
        if named:
            yield from (member.name for member in named)
            return
        key = key_of(words)
        for field in self.root.fields:
            if key in {_SHORT.get(word, word) for word in split_name(field.name)}:
                yield field.name

    def _presetter(self, place: int) -> Iterator[int]:
        """Ends of whoever may say otherwise: "the customer", "somebody"."""
        start = self.skip_determiners(place)
        for name, end in self.spans(start, 3):
            key = key_of(name)
            known = key in self.lexicon.entities or key in self.lexicon.roles or key in _SOMEBODY
            if known or self.lexicon.links(self.root, name) or key in self._link_words():
                yield end

    def _link_words(self) -> set[str]:
        """What the links of all entities are called: "the prescriber" of the prescription of a line."""
        return {key_of(link.name) for _entity, link in self.lexicon.project.links() if not link.many}

    def _left_out(self, place: int) -> Iterator[tuple[str, int]]:
        """ "nothing else is entered", "no priority is given", "the fee is left out", "she leaves it open"."""
        about = self.phrase(place, "nothing-is-said-about")
        for ref, end in self.read_subject(about) if about > 0 else ():
            if ref.where is None:
                yield ref.path, end
        nothing = self.phrase(place, "nothing-is-said")
        if nothing > 0:
            yield "", nothing
        no = self.at(place, "no other", "no different", "no")
        for name, end in self.spans(no, 5) if no > 0 else ():
            given = self.phrase(self.past(end, "has-been"), "set-participle")
            for member in self._partly_named(name) if given > 0 else ():
                yield member, given
                of = self.at(given, "for", "on", "of", "in", "to")
                yield from ((member, stop) for stop in self.root_ends(of)) if of > 0 else ()
        for ref, end in self.read_subject(place):
            out = self.phrase(self.past(end, "has-been"), "left-out")
            if out > 0 and ref.where is None:
                yield ref.path, out
                of = self.at(out, "for", "on", "of", "in")
                for stop in self.root_ends(of) if of > 0 else ():
                    yield ref.path, stop
        for actor in self._presetter(place):
            leaves = self.at(actor, "leaves", "leave", "has left")
            for ref, end in self.read_subject(leaves) if leaves > 0 else ():
                out = self.at(end, "open", "out", "blank", "empty", "unspecified")
                if out > 0 and ref.where is None:
                    yield ref.path, out

    def _preset_said(self, place: int, name: str) -> Iterator[tuple[SetDefault, int]]:
        """What holds then, of the member called ``name`` where one is."""
        if name:
            yield from self._value_of(place, name)
            yield from self._value_got(place, name)
        for ref, end in (*self.read_subject(place), *self._of_new_rows(place)):
            plain = max(self.phrase(end, "default-is"), self.phrase(end, "preset-is"))
            if plain > 0 and ref.where is None:
                yield from self._default_value(plain, ref)
        for end in self.root_ends(self.past(place, "new-rows")):
            yield from self._preset_rows(end)

    def _of_new_rows(self, place: int) -> Iterator[tuple[Ref, int]]:
        """ "the credit limit of a new client", "a new client's credit limit"."""
        new = self.phrase(place, "new-rows")
        yield from self.read_subject(new) if new > 0 else ()
        for ref, end in self.read_member(place, self.root, depth=3):
            of = self.phrase(self.at(end, "of", "for", "on", "in"), "new-rows")
            for stop in self.root_ends(of) if of > 0 and "." not in ref.path else ():
                yield ref, stop

    def _value_of(self, place: int, name: str) -> Iterator[tuple[SetDefault, int]]:
        """ "100 is assumed", "it is 100"."""
        member = self.root.members.get(name)
        if not isinstance(member, Field):
            return
        ref = Ref(name, member)
        it = self.at(
            place,
            "it is",
            "they are",
            "they default to",
            "they become",
            "it will be",
            "this is",
            "it is set to",
            "it becomes",
            "it defaults to",
        )
        yield from self._default_value(it, ref) if it > 0 else ()
        lead = self.at(place, "the system assumes", "we assume", "we take", "we use", "the system uses")
        yield from self._default_value(lead, ref) if lead > 0 else ()
        for start in {place, self.skip(place, "the value")}:
            for value, end in self._plain_value(start, ref):
                used = self.phrase(end, "value-is-used")
                if used > 0:
                    yield value, used
        if member.kind.is_text and not member.choices:
            for text, end in self.spans(place, 3):
                used = self.phrase(end, "value-is-used")
                if used > 0:
                    yield SetDefault(name, text), used

    def _value_got(self, place: int, name: str) -> Iterator[tuple[SetDefault, int]]:
        """ "(If no plan is chosen), a member gets basic"."""
        member = self.root.members.get(name)
        for end in self.root_ends(place) if isinstance(member, Field) else ():
            has = self.phrase(end, "preset-has")
            if has > 0 and isinstance(member, Field):
                yield from self._plain_value(self.skip_determiners(has), Ref(name, member))

    def _plain_value(self, place: int, ref: Ref) -> Iterator[tuple[SetDefault, int]]:
        field = ref.field
        assert field is not None
        if field.choices:
            for name, end in self.spans(place, 4):
                for value in self.lexicon.values(field, name):
                    yield SetDefault(ref.path, value), end
        else:
            yield from self._default_value(place, ref)

    def _preset_rows(self, place: int) -> Iterator[tuple[SetDefault, int]]:
        """ "(tickets) have normal priority", "(subscriptions) are billed monthly", "(it) has 5 seats"."""
        has = self.phrase(place, "preset-has")
        if has > 0:
            start = self.skip_determiners(has)
            for field in self.root.fields:
                for value, end in self._plain_value(start, Ref(field.name, field)):
                    yield from ((value, stop) for stop in self._ends_of_name(field, end))
            for ref, end in self.read_member(has, self.root, depth=3):
                if ref.field is not None and "." not in ref.path:
                    yield from self._plain_value(self.skip(end, "of", "set to", ":"), ref)
        yield from self._done_by_default(place)
        be = place + 1 if self.word(place) in BE else -1
        start_as = self.phrase(place, "starts-as")
        if be > 0:
            yield from self._single_state(be)
            yield from self._in_currency(be)
            verb = self.word(be)
            for value, end in self._single_state(be + 1):
                if verb.endswith("ed") and verb[:-2] and self._tells_field(verb, value.field):
                    yield value, end
        if start_as > 0:
            yield from self._single_state(start_as)

    def _done_by_default(self, place: int) -> Iterator[tuple[SetDefault, int]]:
        """ "(a lesson) lasts 90 minutes", "(an extra) is charged at a VAT rate of 10 percent"."""
        name = MEMBER_VERBS.get(self.word(place), "")
        members = self.lexicon.members(self.root, name) if name else ()
        for member in members if len(members) == 1 else ():
            yield from self._default_value(place + 1, Ref(member.name, member))
        if self.word(place) not in BE or self.word(place + 2) not in ("at", "in", "with", "for"):
            return
        participle = self.word(place + 1)
        if participle.endswith("ed") and not self.lexicon.states(self.root, participle):
            for ref, end in self.read_member(place + 3, self.root, depth=3):
                if ref.field is not None and "." not in ref.path:
                    yield from self._default_value(self.skip(end, "of"), ref)

    def _ends_of_name(self, field: Field, place: int) -> Iterator[int]:
        """Ends of the field's name after its value: "(20 %) tax"; it may have been taken for a measure."""
        for begin in (place, place - 1):
            for name, stop in self.spans(begin, 5):
                if stop >= place and field in self.lexicon.members(self.root, name):
                    yield stop

    def _in_currency(self, place: int) -> Iterator[tuple[SetDefault, int]]:
        """ "(jobs are) billed in EUR": what the field for the currency holds."""
        led = place + 1 if self.word(place) == "in" else place + 2
        field = self.root.members.get("currency")
        if self.word(led - 1) != "in" or not isinstance(field, Field) or self.end <= led:
            return
        text = self.tokens[led].text
        if text.isupper() and text.lower() in CURRENCY_CODES and not field.choices:
            yield SetDefault("currency", text), led + 1

    def _single_state(self, place: int) -> Iterator[tuple[SetDefault, int]]:
        for state, end in self.read_state(self.skip_determiners(place), self.root):
            if not isinstance(state, OneOf) or len(state.values) != 1:
                continue
            value = state.values[0]
            if isinstance(value, bool):
                yield SetDefault(state.field, value is not state.negated), self._past_noun(end)
            elif not state.negated:
                yield SetDefault(state.field, value), self._past_noun(end)

    def _tells_field(self, verb: str, name: str) -> bool:
        """Whether "billed" is what ``billing_cycle`` speaks of."""
        stem = verb.removesuffix("ed")
        return any(word.startswith(stem) for word in split_name(name))
