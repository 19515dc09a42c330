"""Reads a comment on an element: as one of the phrases first, then as the sentence of a rule.

Phrases come first as they take the whole comment; they are tried until one can be done. The same comment on
the same element of the same Project has the same answer always; nothing is guessed, and nothing executed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from agents.feedback.answer import Answer, Element, UnclearError
from agents.feedback.fetching import read_fetch
from agents.feedback.list_order import read_first, read_order
from agents.feedback.paging import read_page_size, read_paginated, read_unpaginated
from agents.feedback.phrases import (
    CHECKED,
    LABELLED,
    TEST,
    Match,
    find_phrases,
    normalise,
)
from agents.feedback.refusals import NOTHING, QUESTION, REFUSALS
from agents.feedback.renaming import read_rename
from agents.feedback.subjects import Target, find_fields, find_members, find_targets
from agents.feedback.wanted_tests import read_test
from agents.lookups import possible_lookups
from erdgen.compiler.contributions import (
    AddFilter,
    AddOrdering,
    AddSearch,
    AnyContribution,
    Because,
    FieldOption,
    SetFieldOption,
)
from erdgen.compiler.rules.describe import describe_rule
from erdgen.compiler.rules.forms import Access
from erdgen.compiler.rules.sentences import compile_rule
from erdgen.compiler.rules.showcase import nearest_forms
from erdgen.compiler.rules.vocabulary import RuleOutcome, Stated
from erdgen.compiler.spec.project import OWNER, PSEUDO_ROLES, Field, Kind, Project, Relationship, RuleText

#: What a person does, as the sentences of rules say it.
_DEEDS: Mapping[str, str] = {
    "edit": "update", "change": "update", "modify": "update", "update": "update", "write": "update",
    "see": "read", "read": "read", "view": "read", "access": "read", "list": "read",
    "delete": "delete", "remove": "delete", "create": "create", "add": "create",
}  # fmt: skip
_QUOTES = "`'\"“”‘’"
#: The longest help text that is taken over.
_LONGEST_HELP = 500
#: How the reason begins where a sentence is understood, and is about something else than the field.
_BESIDE = "it is not about"


def read_comment(project: Project, here: Element, text: str, because: Because) -> Answer:
    """What ``text``, said of ``here``, comes to; its contributions carry ``because``."""
    said = normalise(text)
    if not said:
        return NOTHING
    checked = CHECKED.fullmatch(said)
    if checked:
        return read_comment(project, here, checked["rest"], because)
    refusals: list[Answer] = []
    for answer in _read_said(project, here, said, because):
        if not answer.reason:
            return answer
        refusals.append(answer)
    outcome = _compile(project, here, text)
    if outcome.rules and not TEST.fullmatch(said):
        return Answer(outcome=outcome)
    return refusals[0] if refusals else Answer(reason=outcome.reason, nearest=_nearest(text))


def _read_said(project: Project, here: Element, said: str, because: Because) -> Iterator[Answer]:
    """What a comment comes to that is no sentence of a rule, as each phrase has it that it may be."""
    comment = _Comment(project, here, said, because)
    about_test = TEST.fullmatch(said)
    if about_test:
        yield _guarded(lambda: read_test(project, here, about_test["value"], because))
        return
    for action, match in find_phrases(said):
        yield _guarded(lambda: ACTIONS[action](comment, match))  # noqa: B023  (called at once)
    labelled = _read_labelled(project, here, said, because)
    if labelled is not None:
        yield labelled
    if said.endswith("?"):
        yield QUESTION


def _compile(project: Project, here: Element, text: str) -> RuleOutcome:
    """The rule, of the field; or of its entity, where the sentence names another field of that."""
    outcome = compile_rule(project, RuleText(text, here.entity, here.field))
    if outcome.rules or not here.field or not outcome.reason.startswith(_BESIDE):
        return outcome
    whole = compile_rule(project, RuleText(text, here.entity))
    return whole if {each.entity for each in whole.rules} == {here.entity} else outcome


def _read_labelled(project: Project, here: Element, said: str, because: Because) -> Answer | None:
    """“Salary: at most 50 characters”: what is said after the colon, of the thing before it."""
    labelled = LABELLED.fullmatch(said)
    try:
        targets = find_targets(project, here, labelled["subject"]) if labelled else ()
    except UnclearError:
        return None
    if labelled is None or len(targets) != 1:
        return None
    place = Element(targets[0].entity.name, targets[0].member.name if targets[0].member else "")
    return read_comment(project, place, labelled["rest"], because)


def _nearest(text: str) -> str:
    """Rules that are said in similar words."""
    shown = " or ".join(f"“{form.sentence}”" for form in nearest_forms(text))
    return f"say it like {shown}" if shown else "say it as a business rule (docs/rules-reference.md)"


def _guarded(read: Callable[[], Answer]) -> Answer:
    try:
        return read()
    except UnclearError as unclear:
        return unclear.answer


class _Comment:
    """One comment, and what its phrases come to."""

    def __init__(self, project: Project, here: Element, said: str, because: Because) -> None:
        self.project, self.here, self.said, self.because = project, here, said, because

    # Lists

    def searchable(self, match: Match) -> Answer:
        made: list[AnyContribution] = []
        for entity, field in find_fields(self.project, self.here, match.get("subject", "")):
            if not field.kind.is_text or field.choices:
                raise UnclearError(
                    f"{entity.name}.{field.name} holds no words to search in", "make it filterable"
                )
            made.append(AddSearch(owner="api", entity=entity.name, field=field.name, because=self.because))
        return Answer(contributions=tuple(made))

    def filterable(self, match: Match) -> Answer:
        made: list[AnyContribution] = []
        for entity, member in find_members(self.project, self.here, match.get("subject", "")):
            lookups = possible_lookups(member)
            if not lookups:
                raise UnclearError(f"{entity.name}.{member.name} holds nothing that can be compared")
            made.append(
                AddFilter(
                    owner="api", entity=entity.name, field=member.name, lookups=lookups, because=self.because
                )
            )
        return Answer(contributions=tuple(made))

    def sortable(self, match: Match) -> Answer:
        made: list[AnyContribution] = []
        for entity, field in find_fields(self.project, self.here, match.get("subject", "")):
            if field.kind in (Kind.JSON, Kind.BINARY) or field.kind.is_file:
                raise UnclearError(f"the values of {entity.name}.{field.name} have no order")
            made.append(AddOrdering(owner="api", entity=entity.name, field=field.name, because=self.because))
        return Answer(contributions=tuple(made))

    # Fields

    def read_only(self, match: Match) -> Answer:
        nearest = "say who may change all of it: “only … may create, update and delete it”"
        return self._set("authentication", match, "read_only", True, nearest)

    def optional(self, match: Match) -> Answer:
        return self._set("business_logic", match, "required", False)

    def index(self, match: Match) -> Answer:
        return self._set("business_logic", match, "index", True)

    def help(self, match: Match) -> Answer:
        text = match["value"].strip().strip(_QUOTES)
        if len(text) > _LONGEST_HELP:
            raise UnclearError(f"a help text has at most {_LONGEST_HELP} characters")
        return self._set("business_logic", match, "help", text)

    def _set(
        self, owner: str, match: Match, option: FieldOption, value: str | int, nearest: str = ""
    ) -> Answer:
        members = find_members(self.project, self.here, match.get("subject", ""), nearest)
        for entity, member in members:
            if member.primary_key and option != "help":
                raise UnclearError(f"{entity.name}.{member.name} is the key")
            if getattr(member, "builtin", False):
                raise UnclearError(f"{entity.name}.{member.name} is a part of Django's own accounts")
        wanted = [
            SetFieldOption(
                owner=owner,
                entity=entity.name,
                field=member.name,
                option=option,
                value=value,
                because=self.because,
            )
            for entity, member in members
        ]
        so = [
            getattr(member, option) == value or (option == "index" and member.unique) for _, member in members
        ]
        made = tuple(each for each, already in zip(wanted, so, strict=True) if not already)
        standing = tuple(each for each, already in zip(wanted, so, strict=True) if already)
        names = ", ".join(f"{entity.name}.{member.name}" for entity, member in members)
        settled = "" if made else f"{names} is so already"
        return Answer(contributions=made, settled=settled, standing=standing)

    # Rules

    def hidden(self, match: Match) -> Answer:
        nearest = "say who may see all of it: “only … may see it”"
        members = find_members(self.project, self.here, match.get("subject", ""), nearest)
        stated = tuple(Stated(entity.name, Access(("read",), (), "", each.name)) for entity, each in members)
        understood = "; ".join(f"{each.entity}: {describe_rule(each.rule)}" for each in stated)
        return Answer(outcome=RuleOutcome(self.said, "compiled", stated[0].entity, understood, rules=stated))

    def required(self, match: Match) -> Answer:
        members = find_members(self.project, self.here, match.get("subject", ""))
        for entity, member in members:
            if getattr(member, "default", None) is not None:
                raise UnclearError(
                    f"{entity.name}.{member.name} has a default", "take the default out of the ERD"
                )
            if isinstance(member, Relationship) and not member.required:
                raise UnclearError(
                    f"{entity.name}.{member.name} is a link, and required links may form a cycle",
                    'set "required": true in the ERD',
                )
        return self._set("business_logic", match, "required", True)

    def unique(self, match: Match) -> Answer:
        return self._all(match, "{} must be unique")

    def immutable(self, match: Match) -> Answer:
        return self._all(match, "{} cannot be changed after creation")

    def together(self, match: Match) -> Answer:
        """Unique together: the members are of one entity."""
        members = find_members(self.project, self.here, match["subject"])
        said = f"{_list(tuple(member.name for _, member in members))} must be unique together"
        return self._told([compile_rule(self.project, RuleText(said, members[0][0].name))])

    def default(self, match: Match) -> Answer:
        return self._all(match, "{} defaults to {value}", [self._value(match)])

    def max_length(self, match: Match) -> Answer:
        """The length of the column where it has one; a rule where it has none."""
        fields = find_fields(self.project, self.here, match.get("subject", ""))
        if any(field.max_length is None for _, field in fields):
            return self._all(match, f"{{}} must be at most {match['value']} characters")
        return self._set("business_logic", match, "max_length", int(match["value"]))

    def choices(self, match: Match) -> Answer:
        values = [value.strip().strip(_QUOTES) for value in re.split(r",|\bor\b|\band\b", match["value"])]
        wanted = [value for value in values if value]
        nearest = "change the field's choices in the ERD"
        return self._all(match, "{} must be one of {value}", wanted, nearest=nearest)

    def _value(self, match: Match) -> str:
        value = match["value"].strip().strip(_QUOTES)
        if '"' in value:
            raise UnclearError("a value with quotation marks cannot be told apart", "write it into the ERD")
        return value

    def _all(self, match: Match, sentence: str, values: Sequence[str] = (), *, nearest: str = "") -> Answer:
        """One sentence for each member, through the compiler of rules; ``values`` as its type writes them."""
        outcomes = []
        for entity, member in find_members(self.project, self.here, match.get("subject", "")):
            bare = isinstance(member, Field) and not (member.kind.is_text or member.choices)
            listed = ", ".join(value if bare else f'"{value}"' for value in values)
            said = sentence.format(member.name, value=listed)
            outcomes.append(compile_rule(self.project, RuleText(said, entity.name, member.name)))
        return self._told(outcomes, nearest)

    def _told(self, outcomes: list[RuleOutcome], nearest: str = "") -> Answer:
        """All that the sentences state; nothing if one of them is not understood."""
        stopped = next((outcome for outcome in outcomes if not outcome.rules), None)
        if stopped is not None:
            reason = f"“{stopped.sentence}”: {stopped.reason}"
            raise UnclearError(reason, nearest or _nearest(stopped.sentence))
        rules = tuple(stated for outcome in outcomes for stated in outcome.rules)
        understood = "; ".join(outcome.understood for outcome in outcomes)
        sentence = "; ".join(outcome.sentence for outcome in outcomes)
        return Answer(
            outcome=replace(outcomes[0], sentence=sentence, understood=understood, rules=rules, remark="")
        )

    # Access

    def role_only(self, match: Match) -> Answer:
        deeds = [
            _DEEDS[word.lower()] for word in re.findall(r"[a-z]+", match["deeds"], re.I) if _is_deed(word)
        ]
        return self._access(match, tuple(dict.fromkeys(deeds)))

    def read_by(self, match: Match) -> Answer:
        return self._access(match, ("read",))

    def written_by(self, match: Match) -> Answer:
        return self._access(match, ("update",))

    def all_by(self, match: Match) -> Answer:
        return self._access(match, ())

    def signed_in(self, match: Match) -> Answer:
        """No anonymous visitors."""
        return self._access({"who": "authenticated users", "subject": match.get("subject", "")}, ())

    def _access(self, match: Match, deeds: tuple[str, ...]) -> Answer:
        """“Only WHO may DEEDS it”; without deeds, all of them."""
        targets = find_targets(self.project, self.here, match.get("object") or match.get("subject", ""))
        who = re.sub(r"\b(?:the )?owners?\b", "the owner", match["who"].strip(), flags=re.IGNORECASE)
        outcomes = [self._compile_access(target, who, deeds) for target in targets]
        return self._told(outcomes, self._who_there_is())

    def _compile_access(self, target: Target, who: str, deeds: tuple[str, ...]) -> RuleOutcome:
        if not deeds:
            # A new row has no owner yet, whom it could be left to.
            whole = ("read", "update", "delete") if OWNER in who else ("create", "read", "update", "delete")
            deeds = ("read", "update") if target.member else whole
        sentence = f"Only {who} may {_list(deeds)} {target.phrase}"
        name = target.member.name if target.member else ""
        outcome = compile_rule(self.project, RuleText(sentence, target.entity.name, name))
        said = {(each.entity, each.rule.field) for each in outcome.rules if isinstance(each.rule, Access)}
        if outcome.rules and said != {(target.entity.name, name)}:
            raise UnclearError(f"it is not clear that this is about {target.name}", f"say “{sentence}”")
        return outcome

    def _who_there_is(self) -> str:
        roles = (role.source for role in self.project.auth.roles)
        return f"who can be named: {', '.join((*roles, *PSEUDO_ROLES))}"

    # Pages

    def paginate(self, match: Match) -> Answer:
        return read_paginated(self.project, self.here, match.get("subject", ""), self.said)

    def unpaginated(self, match: Match) -> Answer:
        return read_unpaginated(self.project, self.here, match.get("subject", ""))


def _list(words: tuple[str, ...]) -> str:
    """“read, update and delete”."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _is_deed(word: str) -> bool:
    return word.lower() in _DEEDS


def _hand_on(
    read: Callable[[Project, Element, Match, Because], Answer], comment: _Comment, match: Match
) -> Answer:
    return read(comment.project, comment.here, match, comment.because)


def _refuse(action: str, comment: _Comment, match: Match) -> Answer:
    return REFUSALS[action]


#: Every action that a phrase may name.
ACTIONS: Mapping[str, Callable[[_Comment, Match], Answer]] = {
    "searchable": _Comment.searchable,
    "filterable": _Comment.filterable,
    "sortable": _Comment.sortable,
    "list_order": partial(_hand_on, read_order),
    "first": partial(_hand_on, read_first),
    "read_only": _Comment.read_only,
    "optional": _Comment.optional,
    "index": _Comment.index,
    "help": _Comment.help,
    "hidden": _Comment.hidden,
    "required": _Comment.required,
    "unique": _Comment.unique,
    "together": _Comment.together,
    "signed_in": _Comment.signed_in,
    "immutable": _Comment.immutable,
    "default": _Comment.default,
    "max_length": _Comment.max_length,
    "choices": _Comment.choices,
    "role_only": _Comment.role_only,
    "read_by": _Comment.read_by,
    "written_by": _Comment.written_by,
    "all_by": _Comment.all_by,
    "paginate": _Comment.paginate,
    "page_size": partial(_hand_on, read_page_size),
    "unpaginated": _Comment.unpaginated,
    "fetch": partial(_hand_on, read_fetch),
    "rename": partial(_hand_on, read_rename),
    **{action: partial(_refuse, action) for action in REFUSALS},
}
