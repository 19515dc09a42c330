"""Comments that hold several wishes: “searchable; at most 50 characters”, “required, unique and indexed”.

A reading of the whole comment goes first, unless it leaves a wish out. Only then it is divided, and only into
parts that all can be done: what one part says may qualify another, so of what is not understood nothing is
done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from agents.feedback.answer import Answer, Element
from agents.feedback.phrases import CHECKED, TEST, find_phrases, normalise
from agents.feedback.reading import read_comment
from erdgen.compiler.contributions import Because
from erdgen.compiler.passes import Comment
from erdgen.compiler.rules.sentences import compile_rule
from erdgen.compiler.rules.vocabulary import Stated
from erdgen.compiler.rules.walk import members_in
from erdgen.compiler.spec.project import Project, RuleText

_SENTENCES = re.compile(r"\s*(?:;|[.!](?=\s))\s*(?:and )?(?:also )?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:,? and|,|\+|&)\s+(?:also )?", re.IGNORECASE)
#: Of more pieces than this nobody tries how they go together.
_MOST_PIECES = 8
_UNNAMED = Answer(
    reason="it does not say what it is about",
    nearest="name it, as in “Entity.field: …”, or write a comment for each",
)
_IN_PART = Answer(reason="only a part of it is understood", nearest="write a comment for each wish")


@dataclass(frozen=True, slots=True)
class Part:
    """One wish of a comment, in words that can stand alone, and what it comes to."""

    text: str
    answer: Answer


#: Parts, and what one after them is about that does not say it; None where that is not clear.
Course = tuple[tuple[Part, ...], Element | None]


def read_parts(project: Project, comment: Comment) -> dict[Comment, Answer]:
    """What a comment comes to; each wish of one with several as a comment of its own."""
    here = Element(comment.entity, comment.field)
    if comment.whole:
        return {comment: read_comment(project, here, comment.text, comment.because)}
    found = read_wishes(project, here, comment.text, comment.because)
    if len(found) == 1:
        return {comment: found[0].answer}
    return {replace(comment, text=part.text, whole=comment.text): part.answer for part in found}


def read_wishes(project: Project, here: Element, text: str, because: Because) -> tuple[Part, ...]:
    """What ``text``, said of ``here``, wishes for: one part, or several that all can be done."""
    said = normalise(text)
    sentences = [each for each in _SENTENCES.split(said) if each]
    pieces = sum(len(_find_pieces(each)) for each in sentences)
    whole = Part(text, read_comment(project, here, text, because))
    if said.endswith("?") or not 1 < pieces <= _MOST_PIECES:
        return (whole,)
    division = _Division(project, here, because)
    if division.is_torn(here, said, whole.answer):
        whole = Part(text, _IN_PART)
    parts = division.divide(sentences)
    stopped = next((part for part in parts if part.answer.reason), None)
    if not whole.answer.reason:
        return parts if stopped is None and _says_more(parts, whole, len(sentences) > 1) else (whole,)
    if stopped is None:
        return parts or (whole,)
    return (Part(text, replace(stopped.answer, reason=f"“{stopped.text}”: {stopped.answer.reason}")),)


def _says_more(parts: Sequence[Part], whole: Part, apart: bool) -> bool:
    """Whether ``parts`` take the words of ``whole`` better: by phrases, which leave nothing out.

    It is read as the sentence of a rule, or holds a free text (“default: 5; read-only”); ``apart`` if it is
    several sentences.
    """
    by_phrase = [_is_phrase(part) for part in parts]
    return any(by_phrase) if apart else bool(parts) and all(by_phrase) and not _is_phrase(whole)


def _is_phrase(part: Part) -> bool:
    return part.answer.outcome is None or not part.text.endswith(part.answer.outcome.sentence)


def _find_pieces(sentence: str) -> list[tuple[int, int]]:
    """Where the pieces of ``sentence`` begin and end."""
    breaks = [found.span() for found in _BETWEEN.finditer(sentence)]
    starts = [0, *(end for _, end in breaks)]
    return list(zip(starts, [*(start for start, _ in breaks), len(sentence)], strict=True))


@dataclass(slots=True)
class _Division:
    """How a comment on ``here`` falls into parts; one that names nothing is about what was named before."""

    project: Project
    here: Element
    because: Because
    _answers: dict[tuple[Element, str], Answer] = field(default_factory=dict)

    def divide(self, sentences: Sequence[str]) -> tuple[Part, ...]:
        """The parts, or the one that is in the way; none if this is no list of wishes."""
        found: tuple[Part, ...] = ()
        about: Element | None = self.here
        for sentence in sentences:
            course = self._divide_sentence(sentence, about)
            if course is None:
                known = len(sentences) > 1 and any(self._is_wish(each) for each in sentences)
                return (Part(sentence, self._read(self.here, sentence)),) if known else ()
            parts, about = course
            found += parts
        return found

    def _divide_sentence(self, sentence: str, about: Element | None) -> Course | None:
        """A sentence as one part, as several, or as such of which one is in the way."""
        whole, goes_on = self._read_part(sentence, about, begins=True)
        pieces = _find_pieces(sentence)
        parts = self._go_on(sentence, pieces, about, strict=True) if len(pieces) > 1 else None
        if parts is not None and (whole.answer.reason or _says_more(parts[0], whole, apart=False)):
            return parts
        if not whole.answer.reason:
            return (whole,), goes_on
        stopped = self._go_on(sentence, pieces, about, strict=False)
        return stopped or (((whole,), goes_on) if self._is_wish(sentence) else None)

    def _go_on(
        self, sentence: str, pieces: Sequence[tuple[int, int]], about: Element | None, *, strict: bool
    ) -> Course | None:
        """``pieces`` of ``sentence`` as parts, none of which is all of it; None if they are none.

        If ``strict``, each can be done, as long as can be; otherwise each is a wish, as short as can be.
        """
        if not pieces:
            return (), about
        start = pieces[0][0]
        ends = [(place, end) for place, (_, end) in enumerate(pieces) if (start, end) != (0, len(sentence))]
        for place, end in reversed(ends) if strict else ends:
            part, goes_on = self._read_part(sentence[start:end], about, begins=start == 0)
            if part.answer.reason and (strict or not self._is_wish(sentence[start:end])):
                continue
            rest = self._go_on(sentence, pieces[place + 1 :], goes_on, strict=strict)
            if rest is not None:
                return (part, *rest[0]), rest[1]
        return None

    def _read_part(self, words: str, about: Element | None, *, begins: bool) -> tuple[Part, Element | None]:
        """A part, and what the next one is about; ``begins`` if it stands first in its sentence."""
        plain, placed = self._read(Element(self.here.entity), words), self._read(self.here, words)
        if not plain.reason and _list_effects(plain) == _list_effects(placed):
            return Part(words, placed), self._find_named(placed, about)
        if about == self.here:
            return Part(words, placed), about
        if about is None or (begins and self.here.field):
            return Part(words, placed if plain.reason == placed.reason else _UNNAMED), about
        named = f"{about.entity}.{about.field}: {words}"
        answer = self._read(self.here, named)
        alike = answer.reason and answer.reason == placed.reason
        return Part(words, placed) if alike else Part(named, answer), about

    def is_torn(self, place: Element, words: str, answer: Answer) -> bool:
        """Whether ``answer`` to ``words``, a sentence of a rule, leaves out what is a wish too.

        The sentence of a rule on a field may call that anything, and end in what leaves something free.
        """
        rules = answer.outcome.rules if answer.outcome else ()
        if not rules or not place.field:
            return False
        breaks = [(found, True) for found in _SENTENCES.finditer(words)]
        breaks += [(found, False) for found in _BETWEEN.finditer(words)]
        for found, apart in breaks:
            before, after = words[: found.start()], words[found.end() :]
            ends = (after, f"{place.field} {after}", f"{place.field}{found[0]}{after}")
            if any(self._states(place, each) == rules for each in ends):
                named = f"{place.field} {before}"
                return apart or self._is_wish(before) or bool(self._states(place, named))
            if self._states(place, before) == rules and self._is_wish(after):
                return True
        return False

    def _states(self, place: Element, words: str) -> tuple[Stated, ...]:
        return compile_rule(self.project, RuleText(words, place.entity, place.field)).rules

    def _find_named(self, answer: Answer, about: Element | None) -> Element | None:
        """The member that a part names; what was spoken of before if it names none."""
        named = dict.fromkeys(_list_members(answer))
        if not named:
            return about
        return next(iter(named)) if len(named) == 1 else None

    def _is_wish(self, words: str) -> bool:
        said = normalise(words)
        known = any(find_phrases(said)) or TEST.fullmatch(said) or CHECKED.fullmatch(said)
        return bool(known) or not self._read(self.here, words).reason

    def _read(self, place: Element, words: str) -> Answer:
        if (place, words) not in self._answers:
            answer = read_comment(self.project, place, words, self.because)
            if self.is_torn(place, words, answer):
                answer = _IN_PART
            self._answers[place, words] = answer
        return self._answers[place, words]


def _list_effects(answer: Answer) -> tuple[object, ...]:
    rules = answer.outcome.rules if answer.outcome else ()
    return answer.contributions, answer.standing, answer.settled, rules


def _list_members(answer: Answer) -> Iterator[Element]:
    for made in (*answer.contributions, *answer.standing):
        if name := getattr(made, "field", ""):
            yield Element(made.entity, name)
    for each in answer.outcome.rules if answer.outcome else ():
        yield from (Element(each.entity, name) for name in members_in(each.rule))
