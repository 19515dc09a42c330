"""What rows do or have done, where a choice, a switch or a moment tells of it.

done      = verb [preposition] value            "pays by card", "employed full time", "came through an agency"
          | verb [preposition] linked rows      "staying in a double room"
          | words of the member, in any order   "has signed a contract" for ``contract_signed_on``
          | wanting switch                      "has opted for gift aid", "wishes to remain anonymous"
thing     = noun "is" participle                "a contract has been signed", "late checkout was requested"
          | noun "is" ["made"] "by" value       "payment is made by card"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from erdgen.compiler.rules.conditions import Condition, Given, OneOf, Some
from erdgen.compiler.rules.language.comparing import Read
from erdgen.compiler.rules.language.entities import join
from erdgen.compiler.rules.language.meant import all_told
from erdgen.compiler.rules.language.memory import remembered
from erdgen.compiler.rules.language.names import same_deed, split_name
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.opposites import opposite_of
from erdgen.compiler.rules.language.said import fields_in
from erdgen.compiler.rules.language.switches import Switches
from erdgen.compiler.rules.language.words import DETERMINERS, word_set
from erdgen.compiler.spec.project import Kind, Relationship

#: By these a value says how, where or as what; they add nothing to it.
_DOING = word_set(
    "come comes came coming arrive arrives arrived arriving work works worked working live lives living lived"
    " stay stays stayed staying pay pays paid paying book books booked booking order orders ordered ordering"
    " employ employed employs hire hired place places placed placing submit submits submitted submitting send"
    " make makes made making hold holds held take takes taken taking took travel travels travelled travelling"
    " apply applies applied applying register registers registered registering enter entered enters"
    " join joins"
    " joined joining deliver delivers delivered ship ships sell sells sold buy buys bought receive receives"
    " received contact contacted reported report reports raised raise raises conducted carried"
    " performed given"
    " delivered offered used done charged billed enrolled enrols enroll study studies studying play plays"
    " played playing run runs running take-part taught shown shot filmed printed written kept stored classed"
    " ranked graded rated travels flying flies flew sent served serves serve engaged contracted"
)
_PREPOSITIONS = word_set("by through via with in on at from for over under using")
#: "Employed as trainees", but what is "made as normal" is of no such kind.
_AS = word_set("employed hired registered classed ranked rated graded working work works engaged enrolled")
_PARTICLES = ("out", "up", "in", "down")
#: What somebody does who has what a switch tells of.
_WANTING = word_set(
    "sign signs signed signing opt opts opted opting ask asks asked asking request requests requested want"
    " requesting wants wanted wish wishes wished wishing prefer prefers preferred choose chooses chose chosen"
    " book books booked order orders ordered take takes took taken agree agrees agreed consent consents"
    " consented receive receives subscribe subscribes subscribed"
    " enrolled participate participates participating participated hold holds own owns covered included"
    " includes include equipped fitted need needs require requires use uses remain remains stay stays stayed"
    " bring brings apply applied applies registered possess possesses enjoy enjoys offer offers declared"
    " having have has carry carries"
)
#: What becomes of a thing that a switch tells of.
_ON = word_set(
    "requested booked chosen selected ordered agreed given granted needed wanted included enabled active"
    " required desired arranged applied ticked asked taken"
)
_DUTIES = word_set("required mandatory compulsory obligatory necessary needed demanded due")
#: With one of these more is said of the same row.
_GOING_ON = word_set("is are was were has have had not do does did")
_BETWEEN = DETERMINERS | word_set("to for in of on by with up into as be from at out remain stay staying and")
_BREAKS = word_set(
    "not no never without if unless when whenever while once where until only but or nor than more less must"
    " may can cannot should shall will who which that whose whom except"
)
_IRREGULAR = {"gave": "given", "took": "taken", "wrote": "written", "chose": "chosen", "drew": "drawn"}
_AUXILIARIES = (
    "has already been", "have already been", "has been", "have been", "had been", "has already",
    "have already",
    "has", "have", "had", "is already", "are already", "is currently", "are currently", "is being",
    "are being", "is still", "are still", "is", "are", "was", "were", "will be", "currently", "already",
)  # fmt: skip
_BEEN = (
    "has already been",
    "have already been",
    "has been",
    "have been",
    "had been",
    "is",
    "are",
    "was",
    "were",
)
_NOT_BEEN = (
    "has not yet been", "have not yet been", "has not been", "have not been", "is not", "are not", "was not",
    "were not", "has never been", "have never been",
)  # fmt: skip
_LONGEST = 7


class Telling(NamedTuple):
    """What a member tells of: its words, and that it is so."""

    words: tuple[str, ...]
    state: Condition
    switch: bool
    #: Whether the switch is called after what somebody has.
    had: bool = False


class Doings(Switches):
    """Reads verbs for what members tell."""

    @remembered
    def _row_phrase(self, place: int) -> Read:
        yield from super()._row_phrase(place)
        start = self.skip(place, *_AUXILIARIES)
        yield from self._deed_told(start)
        if start > place and self.words[start - 1] in ("currently", "already", "still"):
            for name, end in self.spans(start - 1, 3):  # ``currently_employed``
                yield from ((state, end) for state in self.lexicon.states(self.root, name))

        if self.word(start) == "both" and start > place:
            yield from self._both(start + 1)

    def _both(self, place: int) -> Read:
        """After "is both": "insured and anonymous"."""
        for first, end in self.read_state(place, self.root):
            if self.word(end) == "and":
                for second, stop in self.read_state(end + 1, self.root):
                    both = join(first, second)
                    assert both is not None
                    yield both, stop

    @remembered
    def read_said_of_row(self, place: int) -> Read:
        """Also what is said on: "is insured but not anonymous", "is insured or pays by card"."""
        for first, end in super().read_said_of_row(place):
            yield first, end
            if "unless" in self.words[:place]:
                continue  # "not unless it is ready and has a room": what is said on may be no case
            after = self.at(end, "and", "but", "or", ", but", ", or")
            again = self.at(after, "who", "that", "which", "also") if after > 0 else -1
            start = max(after, again)
            if start < 0 or not (self.word(start) in _GOING_ON or self._called_after(self.word(start))):
                continue
            for more, stop in self.read_said_of_row(start):
                if self.words[after - 1] == "or":
                    yield Some((first, *(more.parts if isinstance(more, Some) else (more,)))), stop
                elif not isinstance(more, Some):
                    both = join(first, more)
                    assert both is not None
                    yield both, stop

    @remembered
    def read_having(self, place: int) -> Read:
        yield from super().read_having(place)
        no = self.at(place, "no")
        for state, end in self._switch_had(max(no, place)):
            yield (opposite_of(state) if no > 0 else state), end

    def _switch_had(self, place: int) -> Read:
        """ "(with) a driving licence" for ``has_driving_licence``."""
        for name, end in self.spans(self.skip_determiners(place), 4) if self._tellings else ():
            words = split_name(name)
            for telling in self._tellings:
                if telling.had and telling.words == words:
                    yield telling.state, end
                    return

    @remembered
    def read_own_modifier(self, place: int) -> Read:
        yield from super().read_own_modifier(place)
        if self.word(place).endswith(("ing", "ed", "en", "ld", "de", "ne", "ught", "id", "nt")):
            yield from self._deed_told(place)
        without = self.at(place, "without")
        for state, end in self._switch_had(without) if without > 0 else ():
            yield opposite_of(state), end
        of_whom = self.at(place, "to whom", "for whom", "for which", "to which", "on which", "where", "whose")
        yield from self._member_there(of_whom) if of_whom > 0 else ()
        if of_whom > 0 and self.words[of_whom - 1] == "whose":
            yield from self._link_clause(of_whom)

    @remembered
    def read_clause(self, place: int) -> Read:
        yield from super().read_clause(place)
        yield from self._thing_done(place)
        yield from self._member_there(place)
        for end in self.root_ends(place):
            if self.owner_mark(end) > end:
                yield from self._link_clause(self.owner_mark(end))
        if place > 0 and self.word(place).endswith("ing"):
            yield from self._done_with_value(place)

    def _deed_told(self, place: int) -> Read:
        if self.word(place):
            yield from self._done_with_value(place)
            yield from self._told_in_words(place)

    def _done_with_value(self, place: int) -> Read:
        """ "pays by card", "employed full time", "came through an agency", "stays in a suite"."""
        verb = self.word(place)
        named = self._called_after(verb)
        if not (named or verb in _DOING) or (self.lexicon.states(self.root, verb) and not named):
            return
        after = self.skip(place + 1, *_PARTICLES)
        if verb in _DOING:
            yield from self._linked_state(place + 1)
            yield from self._linked_state(after)
        for begin in {place + 1, after}:
            start = begin + (self.word(begin) in _PREPOSITIONS or (verb in _AS and self.word(begin) == "as"))
            yield from self._value_told(self.skip(start, "a", "an", "the"), named)

    def _value_told(self, place: int, named: frozenset[str]) -> Read:
        """One value, or several, of one list; of one of those ``named`` where there are any."""
        if self.word(place) in _BREAKS:
            return
        for state, end in self.read_states(place, self.root):
            fields = fields_in(state)
            lists = [field for field in fields if getattr(self.root.members[field], "choices", ())]
            if len(fields) == 1 == len(lists) and (not named or fields <= named):
                yield state, end

    def _called_after(self, verb: str) -> frozenset[str]:
        """The lists of values that are called after the deed: ``payment_method`` for "pays"."""
        return frozenset(name for name, words in self._lists if any(same_deed(verb, word) for word in words))

    @cached_property
    def _lists(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple((field.name, split_name(field.name)) for field in self.root.fields if field.choices)

    @cached_property
    def _tellings(self) -> tuple[Telling, ...]:
        """Switches, then moments that need not be given, with the words that tell of them."""
        switches, moments = [], []
        for field in self.root.fields:
            words = split_name(field.name)
            if field.kind is Kind.BOOL:
                plain = words[1:] if words[0] in ("is", "ha", "has", "was", "i", "want") else words
                had = words[0] in ("ha", "has")
                switches.append(Telling(plain, OneOf(field.name, (True,)), True, had))
            elif field.kind in (Kind.DATE, Kind.DATETIME) and not field.required and not field.auto:
                plain = tuple(word for word in words if word not in ("at", "on", "date", "time"))
                moments.append(Telling(plain, Given(field.name), False))
        return tuple(each for each in (*switches, *moments) if each.words)

    def _told_in_words(self, place: int) -> Read:
        """The member whose words stand here, with or without what somebody does who has it."""
        if not self._tellings or (self.word(place) in _BETWEEN and self.word(place) not in _WANTING):
            return
        for words, end in self._contents(place, place + _LONGEST):
            for telling in self._tellings:
                rest = words[1:] if words[0] in _WANTING and telling.switch else ()
                if (len(words) > 1 and _is_same(words, telling.words)) or (
                    rest and _is_same(rest, telling.words)
                ):
                    yield telling.state, end
                    break

    def _contents(self, place: int, stop: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """The words from ``place`` on that say something, with each place after one."""
        found: list[str] = []
        for end in range(place, min(stop, self.end)):
            token = self.tokens[end]
            if token.word in _BREAKS or (token.kind != "word" and token.word != "-"):
                return
            if token.kind != "word" or (
                token.word in _BETWEEN and not (not found and token.word in _WANTING)
            ):
                continue
            found.append(_IRREGULAR.get(token.word, token.word))
            yield tuple(found), end + 1

    def _thing_done(self, place: int) -> Read:
        """ "a contract has been signed", "late checkout was requested", "payment is made by card"."""
        no = self.at(place, "no")
        start = self.skip_determiners(max(no, place))
        for be in range(start + 1, min(start + 5, self.end)):
            denied = self.at(be, *_NOT_BEEN)
            after = max(denied, self.at(be, *_BEEN, "takes place", "applies", "apply"))
            if after < 0:
                continue
            noun = tuple(word for word in self.words[start:be] if word not in _BETWEEN)
            for said, end in self._said_of_thing(noun, be, after) if noun else ():
                state = opposite_of(said) if (denied > 0) is not (no > 0) else said
                yield state, end
                row = self.at(end, "for", "by", "to", "on", "with", "from", "of")
                it = self.at(row, "it", "them", "him or her", "this") if row > 0 else -1
                for last in (it, *(self.root_ends(row) if row > 0 else ())):
                    if last > 0:
                        yield state, last
            return

    def _member_there(self, place: int) -> Read:
        """ "no room has been assigned", "a reason has not been stated"."""
        no = self.at(place, "no")
        for ref, end in self._clause_members(max(no, place)):
            denied = self.at(end, *_NOT_BEEN)
            be = max(denied, self.at(end, *_BEEN))
            last = self.phrase(be, "given") if be > 0 and self.word(be) not in _DUTIES else -1
            switch = ref.field is not None and ref.field.kind is Kind.BOOL
            if last > 0 and not switch and not (self._is_said_otherwise(ref, be) or ref.where):
                yield Given(ref.path, negated=(denied > 0) is not (no > 0)), last

    def _is_said_otherwise(self, ref: Ref, place: int) -> bool:
        """Whether the word is a state of the row that is linked to, or a value of the field."""
        link, word = ref.member, self.word(place)
        if isinstance(link, Relationship):
            return bool(self.lexicon.states(self.lexicon.project.by_name[link.target], word))
        return bool(self.lexicon.values(ref.member, word)) or self.word(place - 1) == "already"

    def _said_of_thing(self, noun: tuple[str, ...], be: int, after: int) -> Read:
        applies = self.word(be) in ("applies", "apply")
        for telling in self._tellings:
            if telling.switch and _is_same(noun, telling.words):
                if applies:
                    yield telling.state, after
                elif self.word(after) in _ON:
                    yield telling.state, self.skip(after + 1, "for")
            for words, end in self._contents(after, after + 3) if not applies else ():
                if _is_same((*noun, *words), telling.words):
                    yield telling.state, end
                    return
        named = self._called_after(noun[0]) if len(noun) == 1 and not applies else frozenset()
        made = self.skip(after, "made", "done", "to be made", "taken", "effected", "chosen")
        if named and self.word(made) in _PREPOSITIONS:
            yield from self._value_told(self.skip(made + 1, "a", "an", "the"), named)


def _is_same(words: Iterable[str], names: tuple[str, ...]) -> bool:
    """Whether both tell the same: each word of one is a form of one of the other."""
    words = tuple(words)
    return len(words) == len(names) and all_told(names, words) and all_told(words, names)
