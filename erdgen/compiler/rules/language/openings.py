"""How somebody begins to say a rule, before the rule itself: it limits nothing.

opening   = label (":" | "–") | number ("." | ")") | connective [","]
          | "it is our policy that" | authority ("says" | "requires" | …) "that"
          | ("we" | "I") ("want" | "think" | "insist" | …) ["that"]
          | [system "must"] ("make sure" | "check" | "guarantee" | …) ["that"]
          | ("for legal reasons" | "by law" | "according to our policy" | "in our shop") [","]

As with what is turned round, a sentence is read without it only where the whole is not understood. What
names something of the ERD is no opening: "Note: at most 80 characters" is of the note, if there is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from erdgen.compiler.rules.language.asides import Naming
from erdgen.compiler.rules.language.tokens import Tokens
from erdgen.compiler.rules.language.words import VAGUE, word_set

_SHOULD = (
    "must|should|shall|has to|have to|needs to|need to|will|is to|ought to|is supposed to|is expected to"
    "|would"
)
#: By these somebody asks that a statement holds, with or without "that"; by the others only with it.
_SURE = "make sure|makes sure|ensure|ensures|assure|guarantee|guarantees|see to it|sees to it"
_CHECK = (
    "check|checks|verify|verifies|validate|validates|enforce|enforces|take care|takes care|be sure|be certain"
    "|insist|insists|demand|demands|require|requires|confirm|confirms|pay attention|watch out"
)
_SYSTEM = (
    "((the|our|this|your) )?(system|application|app|api|software|program|backend|database|tool|platform"
    "|website"
    "|site|portal|service|server)"
)
_POLICY = (
    "(policy|policies|rule|rules|requirement|requirements|principle|principles|law|laws|standard|standards"
    "|regulation|regulations|guideline|guidelines|convention|directive|directives|agreement|statutes"
    "|legislation|bylaws|decision|instruction|instructions|handbook|terms|conditions|code|procedure"
    "|procedures"
    "|condition|obligation|provisions|gdpr|restriction|constraint)"
)
_AUTHORITY = (
    "(management|manager|managers|boss|board|owner|owners|director|directors|office|company|firm|business"
    "|auditor|auditors|accountant|accountants|accounting|bank|insurer|insurers|insurance|regulator|regulators"
    "|authority|authorities|legislator|government|ministry|council|inspector|inspectors|department|lawyer"
    "|lawyers|team|association|union|headquarters|stakeholders)"
)
_ASKS = (
    "(says|say|states|state|requires|require|demands|demand|dictates|dictate|stipulates|stipulate|prescribes"
    "|prescribe|provides|provide|insists|insist|wants|want|expects|expect|asks|has decided|have decided"
    "|decided"
    "|has agreed|have agreed|agreed|is|are|specifies|lays down|lay down|orders|mandates|mandate|tells us"
    "|makes clear|has made clear|have made clear|forces us to make sure|obliges us to make sure)"
)
_ADJECTIVES = (
    "(important|essential|mandatory|required|necessary|vital|crucial|imperative|compulsory|obligatory"
    "|critical|key"
    "|indispensable|a must|agreed|understood|clear|obvious|true|stipulated|required by law|evident"
    "|self - evident|in everybody 's interest|in our interest|paramount"
    "|common sense)"
)
_WHOSE = (
    "( (for|to|of|with|in|at) (us|ours|me|everyone|everybody|all of us|our \\w+|the company|the business))?"
)
_PURPOSES = (
    "(legal|tax|safety|security|privacy|insurance|accounting|audit|auditing|hygiene|health|compliance"
    "|regulatory"
    "|statutory|practical|technical|organisational|organizational|historical|billing|tracking"
    "|documentation|data"
    "|protection|traceability|contractual|liability|fairness|cost|statistical|reporting|bookkeeping|obvious"
    "|good|these|various|several|internal|consistency|quality|administrative|medical|ethical|commercial"
    "|business"
    "|logistical|fire|economic|financial|hygienic|veterinary|planning|control)"
)
_WHICH = (
    "(our|the|a|an|this|these|company|house|internal|local|current|strict|data|protection|safety|privacy"
    "|general"
    "|existing|federal|national|own|tax|labour|labor|employment|health|legal|official|european|eu|state"
    "|contractual|common)"
)
REASON = (
    f"(for( (our|the|some|certain|its|their))?( {_PURPOSES}( ,| and| or)?){{1,3}} (reasons|purposes)"
    "|by law|by statute|by contract|by agreement|by convention|by policy|by company policy|by house rule"
    "|as( is)? (required|prescribed|demanded|stipulated|laid down|provided|agreed|discussed|mentioned|decided"
    "|stated|specified|said|noted|promised|you know|always)( (by|in|with|under|before|earlier|above|already)"
    "( (the|our|a|company|house|this))?( \\w+)?)?|as we (agreed|discussed|decided|said|know)"
    "|as (the|our) (law|rules|policy|contract|auditors) (requires|demands|prescribes|require|demand"
    "|prescribe)"
    "|(according to|in accordance with|in line with|in keeping with|in compliance with|following"
    "|pursuant to|as per"
    f"|per|under|by|to comply with|in order to comply with)( {_WHICH}){{0,4}} {_POLICY}"
    "( (and|or) (conditions|regulations|rules))?( of (the|our) (house|company|business|firm))?)"
)
#: These lead on from what was said, or say how somebody means it; the others do so only before a comma.
_CONNECTIVES = (
    "(and|also|furthermore|moreover|additionally|obviously|of course|naturally|clearly|certainly|evidently"
    "|basically|essentially|frankly|honestly|in short|in brief|in other words|simply put|put simply"
    "|just so you know|for your information|by the way|needless to say|last but not least|in my opinion"
    "|in my view|in our opinion|in our view|to my mind|if you ask me|from now on|from today on|as of now"
    "|under all circumstances|in all cases|in every case|in any case|hence|consequently|accordingly)"
)
_BEFORE_COMMA = (
    "(but|so|then|in addition|besides|apart from that|on top of that|actually|again|to be clear|to be honest"
    "|to be precise|to put it simply|fyi|as you know|first|firstly|first of all|second|secondly|third|thirdly"
    "|finally|as far as (we|i) (are|am) concerned|as far as (we|i) know|as i said|as said|with us|here"
    "|in this system|no doubt|without a doubt|mind you|well|ok|okay|right|now|look|listen|important"
    "|quite simply"
    "|one more thing|another thing|a reminder|on our side|on our part|for us|for our part|in our business"
    "|in our trade|in our house|across the board|regardless|no matter what|whatever happens|come what may"
    "|without exception|strictly speaking|legally|technically|officially|contractually|by definition|likewise"
    "|similarly|as a consequence|as a result|for this reason|for that reason|because of this|because of that"
    "|that is why|this is why|this means|that means|important to know|good to know|very important)"
)
_THINK = (
    "(think|believe|suggest|propose|would say|would suggest|would propose|would argue|feel|insist|demand"
    "|require"
    "|want|need|wish|ask|expect|would like|would like it|stipulate|decided|agreed|have decided|have agreed"
    "|have stipulated|must insist|have to insist|have (a|the|one)( \\w+)? (rule|policy)|follow the rule"
    "|made it a rule|have made it a rule|make it a rule|work on the principle|go by the rule|have laid down"
    "|attach importance to it|want to see|(want|need|have|must|would like)( to)? (be sure|be certain|know)"
    "|want to (make sure|ensure|guarantee))"
)
_SPOKEN = (
    "((please|kindly|do|just) )?(be aware|keep in mind|bear in mind|remember|do not forget|never forget"
    "|note|know"
    "|be advised|be reminded|take note|mind|consider|observe|understand)"
)
_LABELS = (
    "((our|the|a|one|business|house|company|validation|access|security|data|new|general|integrity|hard"
    "|important"
    "|strict|basic|further|another|additional|main|key|first|second|third|golden|please|system|domain) )*"
    "(rule|rules|policy|requirement|constraint|note|validation|restriction|acceptance criterion"
    "|acceptance criteria|criterion|reminder|remember|important|attention|warning|caution|nb|n \\. b"
    " \\.?|ps|fyi"
    "|remark|hint|guideline|regulation|principle|same as before|note that|info|invariant|story|business logic"
    "|condition|prerequisite|clarification|addendum|instruction|what matters|in short|in brief|bottom line"
    "|for (every|each|any) case|in every case|in all cases|todo|to do|decision|wish|request|expectation"
    "|precaution|safeguard)"
)
_NUMBERED = (
    "(rule|br|r|req|ac|us|fr|nr|no|uc|id|spec|policy|requirement|item|point|section|clause|article|step)"
)

Check = Literal["", "words", "names"]


class _Lead(NamedTuple):
    """A way to begin, without one of whose ``cues`` nothing begins so.

    ``check``: what in it must not limit the rule, its words alone or also what they name.
    """

    cues: frozenset[str]
    written: str
    check: Check = "words"


_LEADS = (
    _Lead(
        word_set(": - – ; |"),
        f"{_LABELS}( (no \\.? |number |# ?)?\\d{{1,3}}( \\. \\d+)*)? (:|–|-|;|\\|)",
        "names",
    ),
    _Lead(
        word_set(": - – . ) ] |"),
        f"((\\(|\\[) )?(# )?{_NUMBERED}( \\.)?( -)? ?(# )?\\d[\\d.]*( ?\\. ?\\d+)*( (:|\\.|\\)|–|-|\\]"
        f"|\\|))+(?! \\d)"
        "|((\\(|\\[|#) )?\\d{1,3}( [.:)\\]])+(?! \\d)|[a-z] \\)|\\( [a-z] \\)",
    ),
    _Lead(word_set("- – • * · > ,"), "(•|\\*|-|–|·|>|,)", ""),
    _Lead(word_set("negotiable"), "(it|this) is (not|non -) negotiable that", ""),
    _Lead(
        word_set("that"),
        f"(it|this) (is|was|has been|remains|shall be|must be|should be)( \\w+){{0,3}}? {_POLICY}("
        f" \\w+){{0,3}}? that",
        "names",
    ),
    _Lead(
        word_set("that"), f"(it|what) (is|was|has been|remains|counts as) (\\w+ )?{_ADJECTIVES}{_WHOSE} that"
    ),
    _Lead(
        word_set("that"),
        f"it ({_SHOULD}) (be|hold|apply|remain|stay)( absolutely| absolute)?"
        "( (the case|true|so|ensured|checked|guaranteed|verified|certain|clear|enforced|made sure|observed"
        "|respected|assured|validated|seen to it|taken care|kept in mind|required))?"
        "( by (the|our) (system|application|app|software|backend|api))? that",
    ),
    _Lead(
        word_set("that :"),
        f"(the|our|my|a|one|company|house|local|applicable|current|strict|another)( \\w+){{0,3}}?"
        f" ({_POLICY}|{_AUTHORITY})"
        f"( (here|we have|of ours|of the house|of the company|we follow|in place))?( \\w+ly)? {_ASKS}"
        "( it| simple| clear| on it)?( :| that| , that)",
        "names",
    ),
    _Lead(word_set("that"), f"(the|our)( \\w+){{1,2}}( \\w+ly)? {_ASKS} that", "names"),
    _Lead(
        word_set("matters counts thing point important"),
        "(what (matters|counts|is important)( most)?|the (one |main |important |only )?thing"
        "( (we|i) (insist on|care about|want|ask))?|the (main |important )?point)( (to|for) (us|me))?"
        " is( this)?( that| :| ,)",
        "",
    ),
    _Lead(
        word_set("policy rule requirement law regulation agreement"),
        f"there is( also)?( an?| the| one| this)?( \\w+)? {_POLICY}( \\w+){{0,3}}?"
        " (that|:|saying that|which says that|by which|according to which)",
        "names",
    ),
    _Lead(
        word_set("we i"),
        f"(we|i)( (all|really|also|do|strongly|clearly|firmly|therefore))? {_THINK}( (that|it that|on it"
        f" that|on that|:))?",
    ),
    _Lead(word_set("we'd i'd"), "(we'd|i'd) (like|want|say|suggest|propose|insist)( that)?"),
    _Lead(
        word_set("make makes ensure ensures assure guarantee guarantees see sees"),
        f"((please|kindly) )?(({_SYSTEM}|we|you|one|staff|i) ((want to|need to|{_SHOULD}) )?(please"
        f" )?)?({_SURE})"
        "( that| , that| in all cases that)?",
    ),
    _Lead(
        word_set("that"),
        f"((please|kindly) )?(({_SYSTEM}|we|you|one|staff|i) ((want to|need to|{_SHOULD}) )?(please"
        f" )?)?({_CHECK})"
        "( on it)?( that| , that)",
        "",
    ),
    _Lead(
        word_set("aware mind remember forget note know advised reminded consider observe understand"),
        f"{_SPOKEN}( please)?( that| , that| ,| :)",
        "",
    ),
    _Lead(frozenset(), _CONNECTIVES, ""),
    _Lead(word_set(", :"), f"{_BEFORE_COMMA}(?= [,:])", ""),
    _Lead(
        word_set(
            "for by as according accordance line keeping following per under comply compliance pursuant"
        ),
        REASON,
        "names",
    ),
    _Lead(
        word_set("our"),
        "(in|at|within|inside|for|across|throughout|with) (all (of )?)?our( \\w+){1,3}(?= ,)",
        "names",
    ),
    _Lead(word_set("our"), "(in|at|within|across|throughout) our \\w+", "names"),
)
#: None of these stands in an opening: it would be a case, or deny what follows.
_LIMITING = VAGUE | word_set(
    "not no never nobody only if unless when whenever while until except but without who whose which usually"
    " usual often sometimes hardly optional optionally ideally nor neither rarely"
)
#: What may stand between an opening and the rule.
_JOINTS = word_set(", : – ;")
#: A rule has at least so many words.
_FEWEST = 3


def without_opening(tokens: Tokens, names: Naming) -> Iterator[Tokens]:
    """``tokens`` without the way in which somebody begins, by each that stands there."""
    words = [token.word.replace(" ", "_") or "_" for token in tokens]
    text = " ".join(words)
    known = frozenset(words)
    for lead in _LEADS:
        if lead.cues and lead.cues.isdisjoint(known):
            continue
        match = _pattern_of(lead.written).match(text)
        end = text.count(" ", 0, match.end()) + 1 if match is not None else len(words)
        after = end + (end < len(tokens) and words[end] in _JOINTS)
        if len(tokens) - after >= _FEWEST and not _limits(tokens[:end], lead.check, names):
            yield tokens[after:]


def _limits(opening: Tokens, check: Check, names: Naming) -> bool:
    """Whether an opening could say of which rows the rule is, or that it is none."""
    denies = check != "" and not _LIMITING.isdisjoint(token.word for token in opening)
    return denies or (check == "names" and names(opening))


@lru_cache(maxsize=64)
def _pattern_of(written: str) -> re.Pattern[str]:
    """How a sentence begins; compiled when one has a cue."""
    return re.compile(f"(?:{written})(?= |$)")
