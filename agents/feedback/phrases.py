"""The closed set of phrases that a comment may use beside the sentences of rules.

Each matches a whole comment. ``subject`` names what it is about (nothing: what the comment stands at),
``value`` what is wanted, ``who`` and ``deeds`` who may do what. An action reads what was matched, and raises
``UnclearError`` for what it cannot do; of several phrases that match, the first that can be done counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Match = Mapping[str, str]

#: Politeness before and after what is wanted.
_POLITE = re.compile(
    r"(?:please|pls|can (?:we|you)|could (?:we|you)|(?:we|you) (?:should|could|must))\s+", re.I
)
_TAIL = re.compile(r"[\s.!;,]*(?:\b(?:please|as well|too))?[\s.!;,]*$", re.I)


def normalise(text: str) -> str:
    """One line, without politeness and the full stop. A question stays one: it asks for nothing."""
    words = " ".join(text.split())
    return _TAIL.sub("", _POLITE.sub("", words, count=1) if _POLITE.match(words) else words)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A way to say something: the name of the action in ``reading.ACTIONS``, and the words."""

    action: str
    pattern: re.Pattern[str]

    def match(self, text: str) -> Match | None:
        found = self.pattern.fullmatch(text)
        return None if found is None else {name: value or "" for name, value in found.groupdict().items()}


def find_phrases(text: str) -> Iterator[tuple[str, Match]]:
    """Actions that a normalised comment may ask for, with what they are about."""
    for phrase in PHRASES:
        found = phrase.match(text)
        if found is not None:
            yield phrase.action, found


_S = r"(?P<subject>[^:\"“”?]+?)"
_BE = r"(?:is|are|be|should be|must be|shall be|has to be|have to be|needs? to be|ought to be)"
#: What a thing is to be, in frames for all of them: “make X searchable”, “X should be searchable”, …
_ADJECTIVES = {
    "optional": r"(?:optional|nullable|not required|no longer required|not mandatory)",
    "searchable": r"searchable",
    "filterable": r"filterable",
    "sortable": r"(?:sort|order)able",
    "read_only": r"(?:read[- ]?only|not (?:editable|writable))",
    "hidden": r"(?:hidden|invisible|not (?:visible|shown|exposed)|never (?:shown|exposed|returned))",
    "index": r"indexed",
    "required": r"(?:required|mandatory|not null(?:able)?)",
    "immutable": r"immutable",
    "unique": r"unique",
    "unpaginated": r"(?:unpaginated|not paginated)",
    "paginate": r"paginated",
    "async": r"async(?:hronous)?",
}
_FRAMES = (
    r"(?:make|mark|keep|set) {subject} (?:as |to be )?{adjective}",
    r"{subject} {be} {adjective}",
    r"(?:{be} |(?:make|mark|keep|set) (?:as |to be )?)?{adjective}",
    r"{subject}:? {adjective}",
)
_ALLOW = r"(?:(?:allow|enable|add|support|offer) )?"
_VERB = (
    r"(?:edit|change|modify|update|write|see|read|view|access|list|delete|remove|create|add)"
    r"(?:(?:, and | and |, or | or |, |/)(?:edit|change|modify|update|write|see|read|view|access|list|delete"
    r"|remove|create|add))*"
)
_WHO = r"(?P<who>(?!.*\b(?:may|can|must|should|shall|is|are|be|not)\b)[\w ,'/-]+?)"
_DOER = r"(?P<who>[\w ,'/-]+?)"
_MAY = r"(?:may|can|should|must|shall)(?: be (?:able|allowed) to)?"
#: After a number of rows.
_ROWS = r"(?: (?:rows|items|entries|results|records|of them)| (?:rows |items |entries )?(?:per|a) page)?"
#: Fields with their directions, as ``list_order`` reads them.
_ORDER = r"(?P<value>[^:“”?]+?)(?: by default)?"
_MOST = (
    r"(?:newest|latest|most recent|oldest|earliest|highest|lowest|largest|biggest|smallest|greatest|least"
    r"|longest|shortest|cheapest|most expensive)"
)
_NAMED = r"[^:\"“”?]+?"
_FIRST = r" (?:first|on top|at the top)(?: by default)?"
_IS = r"(?:\s*[:=]|,? (?:to|of|is|as|should be|must be))"


def _only(adjectives: str) -> str:
    """“only visible to” and “visible only to”; without the “only” nobody would be kept out."""
    return rf"(?:only (?:{adjectives}) (?:to|for|by)|(?:{adjectives}) only (?:to|for|by))"


#: The rest, in the order in which they are tried.
_SAID: tuple[tuple[str, str], ...] = (
    (
        "list_order",
        rf"(?:(?:(?:make|keep|return|show|list) )?(?:{_S} )??(?:{_BE} )?(?:sorted|ordered)"
        r"|(?:sort|order)(?: (?P<list>[^:\"“”?]+?))??)"
        rf"(?: by default)? (?:by|on) {_ORDER}",
    ),
    ("list_order", rf"(?:sort|order)ing by {_ORDER} by default"),
    (
        "list_order",
        rf"(?:(?:set|use|add) )?(?:the |a )?default (?:list )?(?:order(?:ing)?|sort(?:ing)?(?: order)?)"
        rf"(?: (?:of|for) {_S})?{_IS}?(?: by)? {_ORDER}",
    ),
    ("list_order", rf"(?:meta\.)?order(?:ing)?\s*[:=]\s*(?:by )?{_ORDER}"),
    ("list_order", rf"{_ALLOW}(?:sort|order)ing by (?P<value>-.+)"),
    ("first", rf"(?:(?:show|list|return|put) )?(?:the )?(?P<value>{_MOST}(?: {_NAMED})?){_FIRST}"),
    ("first", rf"(?:show|list|return|put|sort|order) {_S},? (?P<value>{_MOST}){_FIRST}"),
    (
        "first",
        rf"(?:{_S} )??(?:{_BE}|(?:should |must )?comes?) (?:sorted |ordered )?(?P<value>{_MOST}){_FIRST}",
    ),
    ("searchable", rf"{_ALLOW}(?:a )?search(?:ing|es)?(?: (?:by|in|on|for|over))? {_S}"),
    ("searchable", rf"(?:add|include)(?: {_S})? (?:to|in) (?:the )?search(?:[ _]fields)?|add (?:a )?search"),
    ("filterable", rf"{_ALLOW}(?:a )?filter(?:s|ing)?(?: (?:by|on|for))? {_S}"),
    ("filterable", rf"(?:add|include)(?: {_S})? (?:to|in) (?:the )?filters?(?:[ _]fields)?"),
    ("filterable", r"(?:add )?(?:a )?filter|(?:allow|add) filtering"),
    ("sortable", rf"{_ALLOW}(?:sort|order)ing(?: (?:by|on|for))? {_S}"),
    ("sortable", rf"(?:add|include)(?: {_S})? (?:to|in) (?:the )?ordering(?:[ _]fields)?"),
    ("sortable", r"(?:allow|add) (?:sort|order)ing"),
    ("searchable", rf"searchable (?:by|in) {_S}"),
    ("filterable", rf"filterable by {_S}"),
    ("sortable", rf"(?:sort|order)able by {_S}"),
    ("hidden", rf"hide(?: {_S})?|write[- ]?only"),
    ("hidden", rf"(?:{_S} )?(?:should|must|shall) not be (?:visible|shown|exposed|returned)"),
    (
        "hidden",
        rf"(?:exclude|remove|omit|drop)(?: {_S})? from (?:the |all )?(?:api|responses?|serializers?|output)",
    ),
    ("read_only", rf"(?:{_S} )?(?:should|must|shall) not be (?:editable|writable)(?: by clients)?"),
    ("optional", rf"(?:{_S} )?(?:allow|accept)s? (?:null|blank|empty)|(?:null|blank) ?= ?true"),
    ("optional", rf"(?:{_S} )?(?:may|can) be (?:null|blank|empty|left out|missing)"),
    ("required", r"(?:null|blank) ?= ?false"),
    ("together", rf"unique[ _-]together(?:[:=]| on| for)? {_S}"),
    ("unique", r"unique ?= ?true|(?:add )?(?:a )?unique constraint"),
    ("hidden", rf"(?:do not|don't|don’t|never) (?:show|expose|return|display) {_S}"),
    ("index", rf"(?:add )?(?:an? )?(?:db |database )?index(?: (?:on|to|for))? {_S}"),
    ("index", r"add an? (?:db |database )?index|index|db_index(?: ?= ?true)?"),
    ("index", rf"(?:{_S} )?(?:needs?|should have|must have) an? (?:db |database )?index"),
    ("help", rf"(?:add |set )?(?:a |the )?help(?:[ _]text)?(?: (?:of|for|on) {_S})?\s*[:=]\s*(?P<value>.+)"),
    ("help", r"(?:add |set )?(?:a |the )?help[ _]text (?P<value>[\"“].+)"),
    ("default", rf"(?:set )?(?:the )?default(?: value)?(?: (?:of|for) {_S})?{_IS} (?P<value>.+)"),
    ("default", r"default(?:s to)? (?P<value>\S+)"),
    (
        "max_length",
        r"(?:(?:set|increase|raise|lower|reduce) )?(?:the )?max(?:imum|imal|\.)?[ _-]?length"
        rf"(?: (?:of|for) (?P<subject>[^:=\d]+?))?{_IS}? ?(?P<value>\d+)(?: (?:characters|chars|letters))?",
    ),
    ("max_length", rf"{_S} max(?:imum|\.)?[ _-]?length{_IS}? ?(?P<value>\d+)"),
    (
        "max_length",
        r"(?:at most|no more than|up to|max(?:imum)?|limit(?:ed)?(?: (?P<subject>[^:=\d]+?))? to) "
        r"(?P<value>\d+) (?:characters|chars|letters)",
    ),
    ("max_length", r"(?P<value>\d+) (?:characters|chars|letters) (?:max(?:imum)?|at most)"),
    ("choices", rf"(?:the )?(?:choices|options|allowed values)(?: (?:of|for) {_S})?{_IS} (?P<value>.+)"),
    ("choices", rf"(?:choices|options|allowed values)(?: (?:of|for) {_S})? are (?P<value>.+)"),
    ("choices", r"(?:(?:must|should) be )?one of:? (?P<value>.+)"),
    ("choices", r"enum:? (?P<value>.+)"),
    ("rename", rf"rename(?: {_S})? (?:to|as|into) (?P<value>.+)"),
    ("rename", r"(?:call (?:it|this)|(?:it |this )?(?:should|must) be called) (?P<value>.+)"),
    (
        "page_size",
        rf"paginate(?: (?P<subject>[^:=\d]+?))? (?:by|with|in(?: pages of)?|at|to) (?P<value>\d+){_ROWS}",
    ),
    (
        "page_size",
        rf"(?:set |use )?(?:the |a )?page[ _-]?size(?: (?:of|for|on) {_S})?{_IS}? ?(?P<value>\d+){_ROWS}",
    ),
    (
        "page_size",
        rf"(?:(?:show|list|return|limit(?: (?:it|this))? to|at most|no more than|up to|max(?:imum)?|only) )*"
        rf"(?P<value>\d+){_ROWS} (?:per|a|on a|on each|on every) page",
    ),
    ("page_size", rf"(?:use )?pages (?:of|with) (?P<value>\d+){_ROWS}"),
    (
        "unpaginated",
        rf"(?:no|without|remove|drop|disable|(?:turn|switch) off|(?:do not|don't|don’t) use)(?: the)?"
        rf" (?:pagination|pages)(?: (?:here|(?:for|on|of|from) {_S}))?",
    ),
    ("unpaginated", rf"(?:do not|don't|don’t|never) paginate(?: {_S})?"),
    (
        "paginate",
        rf"(?:add |use )?(?:(?:page|cursor|limit[ _/-]?offset) )?pagination(?: (?:to|for|on) {_S})?",
    ),
    ("paginate", rf"paginate(?: {_S})?|needs? pagination"),
    ("fetch", rf"(?:add |use )?(?:select|prefetch)[_ ]related:?(?:(?: (?:on|for|to|of))? {_S})?"),
    ("fetch", r"(?:add |use )?\.?(?:select|prefetch)_related\((?P<subject>[^()]*)\)"),
    (
        "fetch",
        rf"(?:(?:avoid|fix|prevent) |there (?:are|is) )?(?:the |an? )?n ?\+ ?1(?: quer(?:y|ies))?"
        rf"(?: problem)?(?: (?:on|for|of|with|in|by) {_S})?",
    ),
    ("fetch", rf"prefetch {_S}"),
    (
        "async",
        r"(?:(?:use|switch(?: this| it)? to|turn (?:this|it) into|convert (?:this|it) to) )?(?:an? )?"
        r"async(?:hronous)?(?:[ /-](?:def|await|views?|viewsets?|io|methods?|functions?|code|handlers?))?",
    ),
    ("async", r"(?:use )?(?:asyncio|await)|async def .+"),
    ("any_test", r"(?:(?:add|write) (?:a |some |more |another )?|needs? )?tests?(?: (?:this|it|here))?"),
    (
        "structure",
        r"add (?:an? |the )?(?:new )?(?:field|column|entity|model|table|relationship|relation|link)\b.*",
    ),
    (
        "structure",
        r"(?:remove|delete|drop) (?:this|the) (?:field|column|entity|model|table|relationship|link)",
    ),
    (
        "rate",
        rf"(?:throttle|rate[- ]?limit)(?:ing)?(?: {_S})?|(?:add )?(?:a )?(?:throttling|rate[- ]?limiting)",
    ),
    (
        "signed_in",
        rf"(?:{_S}:? )?(?:log[- ]?in required|requires? (?:an? )?(?:log[- ]?in|authentication|account))",
    ),
    (
        "open",
        r"(?:make (?:it|this) )?(?:public|open to (?:all|everyone|everybody|anyone)|allow ?any(?: ?one)?)"
        rf"|allow anonymous(?: .+)?|(?:anyone|everyone|everybody) {_MAY} .+"
        r"|no (?:log[- ]?in|authentication|account) (?:required|needed)",
    ),
    ("role_only", rf"only (?:for |by )?{_DOER} {_MAY} (?P<deeds>{_VERB})(?: {_S})?"),
    ("read_by", rf"(?:{_S} {_BE} )?{_only('visible|shown|readable')} {_WHO}"),
    ("written_by", rf"(?:{_S} {_BE} )?{_only('editable|writable|changeable')} {_WHO}"),
    ("all_by", rf"(?:{_S} {_BE} )?(?:restrict|limit)(?:ed)?(?: (?P<object>[^:?]+?))? to {_WHO}"),
    ("all_by", rf"{_WHO}[ -]only"),
    ("all_by", rf"only (?:for |by )?{_WHO}"),
)


def _compile() -> Iterator[Phrase]:
    for action, adjective in _ADJECTIVES.items():
        for frame in _FRAMES:
            pattern = frame.format(subject=_S, be=_BE, adjective=adjective)
            yield Phrase(action, re.compile(pattern, re.IGNORECASE))
    for action, pattern in _SAID:
        yield Phrase(action, re.compile(pattern, re.IGNORECASE))


PHRASES: tuple[Phrase, ...] = tuple(_compile())

#: Comments on tests: what is said after them is what is to be tested.
TEST = re.compile(
    r"(?:(?:add|write) (?:a |another )?tests?|test)(?: (?:that|whether|for|to check that|which checks that))"
    r" (?P<value>.+)",
    re.IGNORECASE,
)
#: “Add a validation: …”; what is said after it is what is wanted.
CHECKED = re.compile(
    r"add (?:a |an )?(?:validation|validator|check|constraint|rule)(?::| that| so that) (?P<rest>.+)",
    re.IGNORECASE,
)
#: “Salary: read-only”.
LABELLED = re.compile(r"(?P<subject>[^:\"“”?]+): (?P<rest>.+)")
#: “salary refuses -1”.
REFUSES = re.compile(
    r"(?P<subject>.+?) (?:refuses?|rejects?|does not (?:accept|take|allow)|cannot be) (?P<value>\S.*)",
    re.IGNORECASE,
)
