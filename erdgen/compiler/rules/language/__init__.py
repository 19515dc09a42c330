"""The grammar of sentences, in layers of which each reads more than the one below.

    tokens      words, numbers, dates and marks of a sentence
    quantities  amounts, lengths of time, dates; words, units, formats, verbs and phrases.toml hold the words
    places      phrases, and stretches that could be a name; the lexicon knows those of the ERD, by their keys
    entities    phrases for rows, and the states that say which; ``nouns`` names of members,
                ``described`` their words in another order, ``meant`` those that are told by what they are of
    predicates  what is said of one member: comparing (``events``: by what happens then), numbers, texts,
                choices, periods, distances, moments
    clauses     in which case something holds: having, ages, said (of a row), modifiers, recorded, switches,
                doings
    sentences   whole sentences about one entity: modals, acts, members, priced, facts, happenings, rows,
                wishes; ``later`` how far apart, ``limited`` of which rows or values, ``staged`` which
                states come last
    groups      rows held against each other, and what the server does: deeds, uniqueness, overlaps, links,
                parents, selves, shared, moves, counts, sums, defaults, serverset, creation, ahead
    owners      whose a row is
    access      who may do what
    denials     what nobody may enter, by whom it is said; ``barrings`` of what it is said; ``acceptances``
                what alone is taken; ``entrants`` who may become a row; ``excluded`` values that are left out
    turns       other orders, ``spoken`` other words, and ``recast`` other places of members and values, for a
                sentence that is not understood as it stands
    idioms      turns of phrase, in plain words
    retold      sentences told from another side: who refuses (refusals), who fills in (filled), what else
                holds (fallbacks), how it is worked out (formulas, workings), what it is like (likewise), what
                collides (clashes); ``rewriting`` what they have in common
    tabled      tables and orders to whoever enters something, as whole sentences
    halves      statements of which one half asks for nothing; ``newly`` those about new rows
    tails       last parts that leave something free, and what the rule must be for that; ``otherwise``
                what is said of
                all others; ``repeats`` those that say the rule again, or what it leaves free itself
    turns       other orders of the same words (permits), and what brackets name (bracketed)
    frames      forms of sentence with the same in plain words: holders (who may), alike and distinct (values
                that no two rows share), numbered and counted (how many rows), collisions (at the same
                time), uncounted (rows that do not count), itself (not linked to itself), dated, measured
                and pointed (dates, amounts and fields told otherwise), lasting, sealed, asked (what has to be
                given), fresh (new rows), sorts (values of rows of one sort), termed (periods by
                their noun), wordings; ``plainwords`` tries them for a sentence that nothing
                else understands
    gist        a package: what a sentence says by what it mentions, in whatever order
    kinship     what a row and what it names have in common, by all words together; ``ways`` along links,
                ``ends`` the two ends of a row
    registers   the manner in which a rule is said: openings, reasons, wanted (wishes and stories), questions;
                credited (``byhand``) what the server fills in; ``rights`` who may, beside ``holders``
    testable    words by which a sentence states nothing
    standing    every reading of a sentence as it stands, seen from every entity that it can be about (about;
                ``offspring`` those of one kind with it), if it makes sense (sense); alternatives
    reading     the same, and of its other forms one after the other where there is none

Each reader is a class on top of the one below. A method takes a place in the sentence and yields every
reading with the place after it; ``bodies`` holds what the main part of a sentence says before the clauses
that limit it are worked in. ``memory`` keeps what was read at a place; by ``cues`` a form is left out where a
sentence cannot be of it.
"""
