"""Words by which a sentence says what kind of rule it states, and words that only link what it names.

Each cue has a tag of one letter; a word may have several meanings, and then gives rise to several tilings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from erdgen.compiler.rules.language.rewriting import said
from erdgen.compiler.rules.language.words import word_set


class Spellings:
    """Phrases by their first word, the longest first."""

    def __init__(self, lines: Mapping[str, str]) -> None:
        self._by_first: dict[str, list[tuple[list[str], str]]] = {}
        for meaning, spellings in lines.items():
            for text in spellings.split("|"):
                words = [token.word for token in said(text)] or [text]
                self._by_first.setdefault(words[0], []).append((words, meaning))
        for known in self._by_first.values():
            known.sort(key=lambda entry: -len(entry[0]))

    def at(self, words: list[str], place: int) -> Iterator[tuple[str, int]]:
        """Meanings and ends of the phrases at ``place``, the longest of each meaning."""
        seen: set[str] = set()
        for phrase, meaning in self._by_first.get(words[place], ()):
            if meaning not in seen and words[place : place + len(phrase)] == phrase:
                seen.add(meaning)
                yield meaning, place + len(phrase)


CUES = Spellings(
    {
        # Asks for nothing: no form has it.
        "!": (
            "need not|needs not|do not need|does not need|do not have to|does not have to"
            "|not necessarily|optional|not required|is free to|not mandatory|doubt|even if|regardless"
            "|needn't|not obliged|are to be|is to be|going to be|due to be|about to be|waiting"
        ),
        # Denies what comes after it, or what is said.
        "n": (
            "not|never|no|nobody|none|cannot|neither|nor|no one|without|at no time|no longer"
            "|can no longer|may no longer"
        ),
        "x": (
            "forbidden|prohibited|not allowed|not permitted|not accepted|not possible|impossible"
            "|refused|rejected|invalid|disallowed|makes no sense|has no place|ruled out"
            "|out of the question|never allowed|not valid|not okay"
        ),
        "p": "may|can|could|allowed|permitted|possible|fine|accepted|allow|allows|able to|accept|accepts",
        "m": "must|has to|have to|should|shall|needs to|need to|will",
        # Above, below, at least, at most; the last two also after an amount.
        "g": (
            "more than|above|over|greater than|higher than|exceed|exceeds|exceeding|beyond|longer than"
            "|in excess of|larger than|older than|bigger than|more|longer|higher"
        ),
        "l": (
            "stay under|stay below|remain under|remain below|less than|below|under|fewer than"
            "|lower than|shorter than|smaller than|younger than"
        ),
        "h": (
            "at least|no less than|not less than|minimum of|a minimum of|no fewer than|minimum|lowest"
            "|smallest|never less than|never below|not below|least|no lower than|not under|never under"
        ),
        "k": (
            "at most|no more than|not more than|maximum of|a maximum of|up to|maximum|highest|largest"
            "|limited to|capped at|a limit of|limit|never more than|never above|not above|never exceed"
            "|just|the most|no higher than|no longer than|only up to"
        ),
        "H": (
            "or more|or higher|or above|or longer|and above|or greater|or older|at the least|or later"
            "|at a minimum|upwards|or over|and over|and up"
        ),
        "K": (
            "or less|or fewer|or lower|or below|or shorter|or under|or younger|at the most|or earlier"
            "|max|at a maximum|tops|and below"
        ),
        "b": "between|from",
        "o": "only|solely|exclusively|alone|nothing else|nowhere else|no other",
        # Has to be given; has to be empty.
        "r": (
            "required|mandatory|compulsory|obligatory|must be given|has to be entered|needs|need"
            "|requires|require|must have|has to have|have to have|has to be given|must be entered"
            "|must be stated|must be filled in|must be recorded|necessary|has to be stated"
            "|has to be filled in|has to be recorded|has to be assigned|must be assigned"
            "|needs to be entered|there must be|there has to be|there is always|must be specified"
            "|must be set|must be named|must carry|must be assigned to|must be provided"
            "|must also be given|must be supplied|has to be specified|must not be missing"
            "|must not be empty|must not be left empty|cannot be empty|has to be supplied"
            "|cannot be left empty|has to be named|must be added|must be present|must be noted"
            "|should be given|should be entered|should be stated|should be recorded|should be filled in"
            "|has to be noted|must be known|must be there"
        ),
        "v": "empty|blank|left empty|left blank|left out|unset|without a value",
        "i": ("if|when|whenever|where|in case|once|as soon as|as long as|while|provided|provided that|after"),
        "u": "unless|except|but|other than|apart from|aside|excluding|ignoring|not counting",
        "s": "same|identical|one and the same|very same|share|shares",
        "d": "different|differ|distinct|unique|another|other",
        "f": "changed|edited|altered|modified|change|edit|updated|update|modify|alter",
        "L": "frozen|locked|unchangeable|immutable|fixed",
        "z": "deleting|deleted|delete|removed|remove|erased|erase|deletion",
        "1": "view|see|read|look at|visible|viewed|seen",
        "2": (
            "recorded|entered|entering|recording|create|created|creation|add|enter|register|record|make"
            "|place|book|submit|file|raise|added|made|placed|booked|raised|submitted|filed|registered"
            "|opened"
        ),
        "y": "overlap|overlaps|overlapping|collide|clash|at the same time|at a time|at once",
        "t": "itself|themselves|himself|herself|oneself|yourself",
        "c": (
            "at creation|on creation|when created|when entered|new|newly created|newly entered"
            "|when it is created|at the time of creation|at the moment of creation"
        ),
        "w": "by the system|automatically|the system|server|by the server",
        "U": "until|till|before that|some|own|yet",
        "O": "nobody else|no one else|anybody else|anyone else|others",
        ",": ",|;|:|–",
        "&": "and|or|through|as well as|to|–",
        "N": "characters|letters|character",
        "F": "future|still to come|in the future|in advance|days to come",
        "G": "past|in the past",
        "X": "today|now|the current date",
        "B": "before|earlier than|prior to|ahead of",
        "Y": "after|later than",
        # From then on, of what is entered once.
        "S": (
            "once saved|once entered|once set|once created|once recorded|once given|after creation|afterwards"
        ),
        # When it is, of rows that must not overlap.
        "a": (
            "cover|covering|cover the same|times|dates|planned times|period|periods|at times|dates and times"
        ),
        "R": "per|within one|each|every|at any time|any",
        "C": "choose|pick|chosen|select|choose from",
    }
)
LINKING = Spellings(
    {
        "_": (
            "leaving|looks after|look after|handles|handle|manages|manage|leads|lead|owns|own up|runs"
            "|teaches|teach|supervises|supervise|works on|work on|works for|work for|uses|attends"
            "|attend|serves|serve|receives|receive|visits|visit|rents|rent|orders|buys|buy|a|an|the|of"
            "|in|on|at|to|for|by|is|are|be|been|being|was|were|has|have|had|having|its|their|his|her"
            "|our|your|it|they|we|you|he|she|us|them|into|onto|from|upon|'s|'|both|this|that|these"
            "|those|there|which|who|whose|whom|what|as|than||any|all|each|every|such|one|ones|given"
            "|either|also|always|ever|still|already|single|at all|at any time|do|does|did|please"
            "|make sure|ensure|simply|exist|exists|run|runs|lie|lies|come|comes|go|goes|stand|stands"
            "|fall|falls|happen|happens|range|ranges|last|lasts|reach|reaches|amount|amounts|stated"
            "|stored|set|put|made|filled in|noted|assigned||logged|scheduled|planned|used|written"
            "|setting|make|use|set|store|assign|carry|carries||belong|belongs|available|valid|people"
            "|users|somebody|someone|system|anybody|anyone|everybody|everyone|entry|entries|get|gets"
            "|give|gives|data|offer|offers|want|choose from|able to|value|values|field|listed|become"
            "|becomes|dated|a date in|the date in|taken|carried|carried out|done|connected|connect"
            "|located|found|issued|employed|working|appointed|sit|sits|bear|bears|show|shows|state"
            "|states|contain|contains"
        )
    }
)
#: After these, and "be" after them, comes the verb of the sentence: what is done says nothing of which rows.
LEADS_TO_VERB = word_set(
    "must may can cannot should shall will not never to we you they only be been gets get always could might"
)
BEING = word_set("is are was were be been being get gets")
#: Say more than that something is done, or the opposite.
TELLING = word_set(
    "lack miss missing exclude avoid refuse reject deny lose drop differ ignore skip omit exceed waive"
    " cancel stop cease prevent block forbid fail leave left equal match precede follow overlap expire end"
    " start begin finish close complete return become turn switch change remain stay vary depend double"
    " halve increase decrease raise lower reduce grow extend shorten cover fit share contain include"
    " consist total sum average round default reset reopen undo revert last wait delay postpone repeat"
    " replace swap transfer exchange named called based limited unlimited needed wanted supposed intended"
    " allowed used unused united mixed move take keep refund numbered dated related detailed advanced"
    " unpaid need want like"
)
