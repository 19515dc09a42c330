"""Cases that are told by rows or by a value: "… for insured guests", "for amounts above 100, …".

limit     = ("for" | "among" | "in the case of" | …) rows
          | ("for" | "with" | "at") member predicates ","
"""

from __future__ import annotations

from collections.abc import Iterator

from erdgen.compiler.rules.conditions import Condition, Every, Given, OneOf, Range, Some
from erdgen.compiler.rules.forms import Implies
from erdgen.compiler.rules.language.bodies import Bodies, Body, Holds, Link, Rules, finish_body
from erdgen.compiler.rules.language.nouns import Ref
from erdgen.compiler.rules.language.persons import Persons
from erdgen.compiler.rules.language.recalled import nouns_for
from erdgen.compiler.rules.language.staged import is_last
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Field, Relationship

#: That a member has to be given.
_DUTIES = word_set("required mandatory compulsory obligatory needed necessary")
_ASKING = word_set("must has have need needs should shall")


class Limited(Persons):
    """Reads limits that are no clauses."""

    def _after_limit(self, condition: Condition, link: Link, place: int, clause: int = -1) -> Iterator[Rules]:
        """The rest of the sentence, in the case of ``condition``; sentences read it."""
        raise NotImplementedError

    def _trailing(self, place: int) -> int:
        """The end of the sentence, where nothing but words without weight is left; else ``place``."""
        raise NotImplementedError

    def _limited_to_rows(self, body: Body, place: int) -> Iterator[Rules]:
        """ "… for insured guests", "… must be given by insured guests"."""
        asked = isinstance(body, Holds) and isinstance(body.condition, Given)
        duty = asked and self.words[place - 1] in _DUTIES
        if isinstance(body, Holds) and _is_of_two_bounds(body.condition):
            return  # "at most 100, or 50 for fragile ones"
        among = self.phrase(place, "limited-to-rows")
        by_whom = among > 0 and self.words[among - 1] in ("by", "from")
        if by_whom and not (duty or (asked and not _ASKING.isdisjoint(self.words[:place]))):
            return  # "is given by guests" says what is done
        for where, end in self.read_entity(among, self.root) if among > 0 else ():
            if self._trailing(end) == self.end and not (by_whom and where is None):
                rules = finish_body(body, self.root, where, "if")
                yield from (rules,) if rules else ()

    def _valued_first(self, place: int) -> Iterator[Rules]:
        """ "For amounts above 100, …", "with any payment method other than cash …"."""
        lead = self.at(place, "for", "with", "in case of", "in the case of", "at")
        for ref, end in self.read_member(lead, self.root) if lead > 0 else ():
            if "." in ref.path or ref.where is not None or isinstance(ref.member, Relationship):
                continue
            for said, stop in self._more_of(ref, end):
                if not isinstance(said, Given | Some):
                    yield from self._after_limit(said, "if", stop)

    def _has_subject(self, clause: int, condition: Condition) -> bool:
        """Whether the clause begins with the member of which it says that it is given."""
        given = isinstance(condition, Given) and not condition.negated and clause > 0
        members = self.read_member(clause, self.root) if given else ()
        return isinstance(condition, Given) and any(ref.path == condition.field for ref, _end in members)

    def _about_it(self, condition: Condition, place: int) -> Bodies:
        """ "If a minimum age is set, it is at least 6": "it" is what is set."""
        if not isinstance(condition, Given) or condition.negated or "." in condition.field:
            return
        member = self.root.members[condition.field]
        after = self.at(place, "it", "they", "this", "that")
        thing = place + 1 if self.word(place) in ("that", "this", "the", "these", "those") else -1
        if thing > 0 and isinstance(member, Field) and self.word(thing) in nouns_for(member):
            after = thing + 1
        if after > 0:
            yield from self._said_of(Ref(condition.field, member), after)

    def _speaks_of_stages(self, place: int, end: int) -> bool:
        return not {"until", "before", "after", "once"}.isdisjoint(self.words[place:end])

    def _is_stage(self, condition: Condition) -> bool:
        """One of several states, after which others may come: "until it is paid" leaves open what then."""
        if not isinstance(condition, OneOf) or condition.negated or len(condition.values) != 1:
            return False
        field = self.root.members.get(condition.field)
        return isinstance(field, Field) and len(field.choices) > 2 and not is_last(field, condition.values[0])


def _is_of_two_bounds(condition: Condition) -> bool:
    """Whether one number is bounded twice, and an amount alone is the second."""
    parts = condition.parts if isinstance(condition, Some | Every) else ()
    return len(parts) > 1 and isinstance(parts[-1], Range) and parts[-1].gte == parts[-1].lte is not None


def comes_first(rules: Rules) -> bool:
    """Whether what is asked "before …" has to be there when it comes to that; "must be empty" ends then."""
    asked = (rule.then if isinstance(rule, Implies) else None for rule in rules)
    return all(isinstance(each, Given | OneOf) and not each.negated for each in asked)
