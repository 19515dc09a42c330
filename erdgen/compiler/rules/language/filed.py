"""Verbs by which a row is there for another, and no more is said: "is on file for it", "was filed under it".

filed     = ["is" | "has been" | …] (participle ["up" | "down" | …] | "on file" | "on record" | …)

Business life has many of them, and which of them stands at such a place changes nothing, as long as none is
a state of the row.
"""

from __future__ import annotations

from collections.abc import Sequence

from erdgen.compiler.rules.language.words import word_set

#: What is done to make or to keep a row.
FILED = word_set(
    "made recorded logged entered booked registered added planned placed assigned filed reported scheduled"
    " attached posted uploaded performed held kept noted stored captured put written linked done carried"
    " created issued opened granted charged submitted raised signed taken given allocated connected tied"
    " set drawn listed named stationed housed based located saved arranged received imposed levied"
    " lodged documented associated reserved appointed defined maintained catalogued inserted announced stated"
    " bound owned hung parked carried posted provided served handed pinned entrusted paired matched"
)
#: Said of what is there without a verb.
_THERE = (
    *(("on", "file"), ("on", "record"), ("on", "the", "books"), ("in", "place"), ("on", "hand")),
    *(("in", "existence"), ("in", "our", "files"), ("in", "the", "system"), ("on", "the", "record")),
)
_BE = (
    *(("have", "already", "been"), ("has", "already", "been"), ("have", "been"), ("has", "been")),
    *(("had", "been"), ("are",), ("is",), ("was",), ("were",), ("be",), ("being",), ("get",), ("gets",)),
)
_AFTER = word_set("out up down in away over")
#: Before whatever it is there for.
LINKING = word_set(
    "for on in to at against by from with under of onto into within per about through towards during"
)


def filed_end(words: Sequence[str], place: int) -> int:
    """After a participle or "on file" at ``place``; -1 if none stands there."""
    for there in _THERE:
        if tuple(words[place : place + len(there)]) == there:
            return place + len(there)
    if not 0 <= place < len(words) or words[place] not in FILED:
        return -1
    end = place + 1
    more = end + 1 < len(words) and words[end] in _AFTER
    return end + 1 if more and words[end + 1] in LINKING else end


def past_being(words: Sequence[str], place: int) -> int:
    """After "is", "have been", "be"; -1 if none stands at ``place``."""
    for be in _BE:
        if tuple(words[place : place + len(be)]) == be:
            return place + len(be)
    return -1


def being_filed_end(words: Sequence[str], place: int) -> int:
    """After "is on file", "have been recorded", "be registered"; -1 if that does not stand at ``place``."""
    be = past_being(words, place)
    return filed_end(words, be) if be > 0 else -1
