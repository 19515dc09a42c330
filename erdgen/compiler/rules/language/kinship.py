"""What a row and the rows that it names have in common, by all the words of a sentence together.

    "no role may go to an actor from a company other than that of its production"
    "only a driver based at the vehicle's warehouse may be put on the shipment"

However it is told, such a sentence consists of the names of a row, of what it links to and of a parent of
both, of words that say *the same* or *another*, of denials, and of verbs by which a row is merely there. It
is read where every word is one of these, where the parent is told apart from others of its kind, and where
denials and "another" come to "the same": "must … the same", "cannot … another", "cannot … that is not".
"""

from __future__ import annotations

from dataclasses import dataclass

from erdgen.compiler.rules.conditions import Compare, OneOf
from erdgen.compiler.rules.language.alternatives import Reading
from erdgen.compiler.rules.language.filed import FILED, LINKING
from erdgen.compiler.rules.language.lexicon import Lexicon
from erdgen.compiler.rules.language.names import key_of, loose_key_of, same_deed, split_name
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.verbs import DEEDS
from erdgen.compiler.rules.language.ways import (
    Path,
    dotted,
    keys_of_link,
    links_of,
    names_of,
    pairs_of,
    single_links,
)
from erdgen.compiler.rules.language.words import word_set
from erdgen.compiler.spec.project import Entity, Relationship

_LONGEST = 40
_WIDEST = 4
#: So many words a parent and whose it is are apart at most.
_NEAR = 6
_DENIALS = word_set(
    "not no never cannot nobody unless reject refuse forbid block decline prevent rejected refused forbidden"
)
_OTHERS = word_set("another other different outside")
_IF = word_set("if when where whenever")
_SELVES = word_set("its their his her own that same")
_MODALS = word_set(
    "must has have need needs should shall is are belong belongs share shares equal equals match matches"
)
_PERMITS = word_set("can may could allowed permitted possible")
_INDEFINITE = word_set("a an any some one each every all")
#: Whatever is done so by somebody is done by somebody else than a link of the row tells.
_ACTS = word_set(
    "assigned entered recorded created set registered given selected chosen changed scheduled booked added"
    " made"
    " picked planned put placed logged filed reported"
)
_ALIKE = word_set("identical equal equals match matches both share shares agree")
_LITTLE = word_set(
    "a an the this that these those its their his her own same very one both any each every some certain"
    " exactly"
    " of in on at to from for with by within under into as than and it they he she them there such ones"
    " who which whose whom where if when whenever only unless then also"
    " is are be was were been being has have had does do must may can could should shall will need needs"
    " cannot not no never nobody another other different outside you we one anyone anybody somebody users"
    " , : ( )"
)
_VERBS = FILED | word_set(
    "belong belongs belonging come comes coming work works working situated stand stands standing sit sits"
    " lie lies"
    " live lives run runs assign assigns put puts place places use uses used using choose chosen select"
    " selected pick picked give go"
    " goes going point points pointing refer refers referring lead leads share shares sharing match matches"
    " equal equals identical concern concerns relate relates combine combined employed appear appears enter"
    " set"
    " make sure offer offered accept accepts allowed permitted possible part combination together itself"
    " happen"
    " happens take takes place occur occurs hold holds apply applies schedule attach link owns own staged"
    " plan"
    " reject refuse forbid block decline prevent rejected refused forbidden agree carry carries serve"
    " serves get gets"
    " let lets out cast play plays played performed mark marked connect linked remain stay be stays"
)
#: What need not be may be.
_FREE = frozenset(("need not", "needs not", "not need", "not have", "not has"))
#: Between two denials these make a statement of what is denied: "no driver who is not …".
_RELATIVES = word_set("who that which whose if when where unless")
#: Before a row that another row names these only say which of the two it is.
_ELDER = word_set("previous original former earlier old existing")
_PRONOUNS = word_set("it they them")


def told_alike(tokens: Tokens, lexicon: Lexicon, hint: Entity | None) -> tuple[Reading, ...]:
    """Every reading of the sentence as one of links that lead to one parent."""
    if len(tokens) > _LONGEST or any(token.kind not in ("word", "possessive", "mark") for token in tokens):
        return ()
    found: dict[tuple[str, frozenset[str]], Reading] = {}
    for root in lexicon.project.entities:
        if root is not hint and not _may_be_about(root, tokens, lexicon):
            continue
        for first, second in pairs_of(root, lexicon):
            if _Kinship(tokens, lexicon, root, first, second).is_told(named=root is not hint):
                rule = Compare(dotted(first), "eq", dotted(second))
                found.setdefault(
                    (root.name, frozenset((rule.field, rule.other))), Reading(root, (rule,), named=True)
                )
    return tuple(found.values())


def _may_be_about(root: Entity, tokens: Tokens, lexicon: Lexicon) -> bool:
    """Whether the rows are named, by a word of their name, a deed or a link to another of them."""
    words = {*split_name(root.source), *(part for key in names_of(root, lexicon) for part in (key,))}
    roots = {loose_key_of(word) for word in words if len(word) > 3}
    own = {key for link in single_links(root) if link.target == root.name for key in keys_of_link(link)}
    return any(
        key_of(token.text) in words | own
        or loose_key_of(token.text) in roots
        or _is_deed_of(token.word, root)
        for token in tokens
        if token.kind == "word" and token.word not in _LITTLE
    )


def _is_deed_of(word: str, root: Entity) -> bool:
    """ "Rented" of a rental."""
    return not {*split_name(root.source), key_of(root.source)}.isdisjoint(DEEDS.get(word, ()))


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name in the sentence: of the row, of a link by its place in the two paths, or of the parent."""

    what: str
    start: int
    end: int


class _Kinship:
    """Holds a sentence against the two ways from a row to a parent."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon, root: Entity, first: Path, second: Path) -> None:
        self.tokens = tokens
        self.words = [token.word for token in tokens]
        self.lexicon = lexicon
        self.root = root
        self.first, self.second = first, second
        last = first[-1]
        self.parent = lexicon.project.by_name[last.target] if isinstance(last, Relationship) else None

    def is_told(self, *, named: bool) -> bool:
        """Whether every word is accounted for, and one parent is asked for at the end of both ways."""
        names = self._names()
        mentions = self._mentions(names)
        if mentions is None:
            return False
        said = {mention.what for mention in mentions}
        paths = (self.first, self.second)
        wanted = {*(f"link {link.name}" for path in paths for link in links_of(path)), "parent"}
        if not wanted <= said or (named and "root" not in said and not self._names_both(mentions)):
            return False
        return self._asks_for_one(mentions)

    def _names_both(self, mentions: list[_Mention]) -> bool:
        """ "A revival … the original": a row and the one that it links to, by two names of the link."""
        links = [each for each in mentions if each.what.startswith("link ")]
        texts = {key_of(self.tokens[each.start].text) for each in links}
        return self._links_to_itself() and len({each.what for each in links}) == 1 and len(texts) > 1

    def _names(self) -> dict[str, str]:
        """What a key names: the parent, a link on the way to it, or the row."""
        names: dict[str, str] = {}
        for path in (self.first, self.second):
            names.update({key_of(path[-1].name): "parent"} if path else {})
        if self.parent is not None:
            names.update(dict.fromkeys(names_of(self.parent, self.lexicon), "parent"))
        for path in (self.first, self.second):
            owner = self.root
            for link in links_of(path):
                target = self.lexicon.project.by_name[link.target]
                alone = [each.target for each in single_links(owner)].count(link.target) == 1
                for key in names_of(target, self.lexicon) if target not in (self.root, owner) else ():
                    names.setdefault(key, f"link {link.name}" if alone else "linked")
                for key in keys_of_link(link):
                    names[key] = f"link {link.name}"
                owner = target
        for key in names_of(self.root, self.lexicon):
            names.setdefault(key, "root")
        return names

    def _mentions(self, names: dict[str, str]) -> list[_Mention] | None:
        """The names in the order of the sentence; None where there is a word that is not accounted for."""
        found: list[_Mention] = []
        place = 0
        while place < len(self.tokens):
            if self.words[place : place + 2] in (["take", "place"], ["takes", "place"]):
                place += 2
                continue
            mention = self._mention_at(place, names)
            if mention is None and not self._is_little(place, names):
                return None
            if mention is not None:
                found.append(mention)
            place = mention.end if mention is not None else place + 1
        return found

    def _mention_at(self, place: int, names: dict[str, str]) -> _Mention | None:
        for size in range(min(_WIDEST, len(self.tokens) - place), 0, -1):
            part = self.tokens[place : place + size]
            if (
                any(token.kind != "word" for token in part)
                or part[0].word in _LITTLE
                or part[-1].word in _LITTLE
            ):
                continue
            key = key_of(" ".join(token.text for token in part))
            if key in names:
                return _Mention(names[key], place, place + size)
            if key in self.lexicon.entities or key in self.lexicon.roles:
                return None
        return self._deed_at(place)

    def _is_little(self, place: int, names: dict[str, str]) -> bool:
        """Whether a word names nothing, and only holds the names together."""
        token = self.tokens[place]
        if token.kind == "possessive" or token.word in _LITTLE:
            return True
        if key_of(token.text) in self.lexicon.entities or self.lexicon.states(self.root, token.text):
            return False
        if token.word in _ELDER:
            return self._links_to_itself()
        return token.word in _VERBS or self._tells_whose(place)

    def _deed_at(self, place: int) -> _Mention | None:
        """ "Inspected" of an inspection; "covers" where a link or its way back is called so."""
        token = self.tokens[place]
        if token.kind != "word" or len(token.word) < 5 or token.word in _LITTLE | _VERBS:
            return None
        states = self.lexicon.states(self.root, token.text)
        if key_of(token.text) in self.lexicon.entities or any(isinstance(each, OneOf) for each in states):
            return None
        if any(key_of(link.name) == key_of(token.text) for link in self.root.relationships):
            return None  # a link of its own, and no part of the name of another one
        key = loose_key_of(token.text)
        if key == loose_key_of(self.root.source) or _is_deed_of(token.word, self.root):
            return _Mention("root", place, place + 1)
        for path in (self.first, self.second):
            owner = self.root
            for link in links_of(path):
                parts = (*split_name(link.name), *split_name(link.related_name or ""))
                alike = any(same_deed(token.text, part) for part in parts if len(part) > 3)
                if alike and not self._is_of_another(token.text, link, owner):
                    return _Mention(f"link {link.name}", place, place + 1)
                owner = self.lexicon.project.by_name[link.target]
        return None

    def _is_of_another(self, word: str, link: Relationship, owner: Entity) -> bool:
        """Whether "guided" is told of the guide rather than of the second guide."""
        whole = len(split_name(link.name)) == 1
        others = (other for other in single_links(owner) if other is not link)
        return not whole and any(same_deed(word, other.name) for other in others)

    def _tells_whose(self, place: int) -> bool:
        """ "(the company) that stages it": a verb between a relative and what the parent has."""
        word, before, after = self.words[place], self.words[place - 1], self.words[place + 1 : place + 2]
        return (
            before in ("that", "which", "who")
            and word.endswith("s")
            and after[:1] in (["it"], ["them"], ["the"])
        )

    # What is asked

    def _asks_for_one(self, mentions: list[_Mention]) -> bool:
        denials = [n for n, word in enumerate(self.words) if word in _DENIALS]
        others = self._others(mentions)
        if any(" ".join(self.words[n : n + 2]) in _FREE for n in range(len(self.words))):
            return False
        if others is None or not self._fits_case(denials, others) or not self._is_by_nobody():
            return False
        if not all(
            self._speaks_of_parent(n, mentions)
            for n, word in enumerate(self.words)
            if word in ("same", "own")
        ):
            return False
        only = "only" in self.words
        if len(denials) == 1 and len(others) == 1:
            return not only
        if others or len(denials) not in (0, 2) or (denials and only):
            return False
        if denials and _RELATIVES.isdisjoint(self.words[denials[0] : denials[1] + 1]):
            return False
        permits = not _PERMITS.isdisjoint(self.words) and not only and not denials
        asks = only or bool(denials) or not (_MODALS | _VERBS).isdisjoint(self.words)
        return asks and not permits and self._is_definite(mentions)

    def _others(self, mentions: list[_Mention]) -> list[int] | None:
        """Where "another" is said of the parent; None where it is said of anything else."""
        found = []
        for place, word in enumerate(self.words):
            if word not in _OTHERS:
                continue
            following = next((each for each in mentions if each.start > place), None)
            near = following is not None and following.start == place + 1
            what = following.what if near and following is not None else ""
            than = self.words[place + 1 : place + 2] == ["than"] and self._follows_parent(place, mentions)
            if what == "parent" or than:
                found.append(place)
            elif what == "root" and self._links_to_itself() and self._names_linked(place):
                continue  # "a booking that replaces another booking"
            elif not near and self._links_to_itself() and self.words[place + 1 : place + 2] == [","]:
                continue
            elif not near and self._is_left_out(place, mentions):
                found.append(place)
            else:
                return None
        return found

    def _names_linked(self, place: int) -> bool:
        """Whether "another machine" is just the linked one; "must be another … of the same" says more."""
        comma = self.words.index(",") if "," in self.words else -1
        told_before = self.words[0] in _IF and place < comma
        return told_before or "only" in self.words or not _DENIALS.isdisjoint(self.words)

    def _is_left_out(self, place: int, mentions: list[_Mention]) -> bool:
        """ "(one from one warehouse with one) from another (on a shipment)": of the parent named before."""
        ones = (each for each in mentions if each.what == "parent" and each.end < place)
        after = self.words[place + 1 : place + 2]
        return any(self.words[each.start - 1] == "one" for each in ones) and (
            not after or after[0] in LINKING
        )

    def _follows_parent(self, place: int, mentions: list[_Mention]) -> bool:
        """ "a company other than", "a team different from"."""
        return any(each.what == "parent" and each.end == place for each in mentions)

    def _links_to_itself(self) -> bool:
        return any(
            link.target == self.root.name for path in (self.first, self.second) for link in links_of(path)[:1]
        )

    def _fits_case(self, denials: list[int], others: list[int]) -> bool:
        """Whether what follows "if" is what is refused, or only says that a link is given."""
        case = next((n for n, word in enumerate(self.words) if word in _IF), -1)
        if case < 0 or self._is_relative(case):
            return True
        if case > 0:
            return bool(denials) and denials[0] < case and not any(other < case for other in others)
        comma = self.words.index(",") if "," in self.words else -1
        return comma > 0 and not any(n < comma for n in (*denials, *others))

    def _is_relative(self, place: int) -> bool:
        """ "(the venue) where the event takes place"."""
        return self.words[place] == "where" and place > 0 and self.words[place - 1] != ","

    def _is_by_nobody(self) -> bool:
        return not any(
            word == "by" and place > 0 and self.words[place - 1] in _ACTS
            for place, word in enumerate(self.words)
        )

    def _speaks_of_parent(self, place: int, mentions: list[_Mention]) -> bool:
        """ "(the same) company", "(on the same) shipment"; said of anything else it means something else."""
        following = next((each for each in mentions if each.start == place + 1), None)
        if following is None:
            return False
        on_row = following.what == "root" and self.words[place - 2 : place] in (["on", "the"], ["of", "the"])
        return following.what == "parent" or (on_row and self.words[place] == "same")

    def _is_definite(self, mentions: list[_Mention]) -> bool:
        """Whether the parent is told apart from any other: "the same", "its", "the vehicle's", "that of"."""
        parents = [each for each in mentions if each.what == "parent"]
        if any(self.words[each.start - 1] in _INDEFINITE and not self._is_shared(each) for each in parents):
            return False
        return any(self._is_anchored(each, mentions) or self._is_shared(each) for each in parents)

    def _is_shared(self, parent: _Mention) -> bool:
        """ "share one warehouse", "be in one and the same gallery", "both … the customer"."""
        return not _ALIKE.isdisjoint(self.words) and self.words[parent.start - 1] in (
            "one",
            "the",
            "same",
            "a",
        )

    def _is_anchored(self, parent: _Mention, mentions: list[_Mention]) -> bool:
        before = self.tokens[parent.start - 1] if parent.start else None
        if before is not None and (before.kind == "possessive" or before.word in _SELVES):
            return True
        if before is None or before.word != "the":
            return False
        near = range(parent.end + 1, parent.end + _NEAR)
        return not _PRONOUNS.isdisjoint(self.words[parent.end : parent.end + _NEAR]) or any(
            each.start in near and each.what != "parent" for each in mentions
        )
