"""The grammar of sentences, in layers of which each reads more than the one below.

    tokens      words, numbers, dates and marks of a sentence
    quantities  amounts, lengths of time, dates; words.py and phrases.toml hold the vocabulary
    nouns       names of entities, members and states, which the lexicon of the ERD knows
    predicates  what is said of one member: comparing, numbers, texts, choices, moments
    clauses     in which case something holds: having, ages, recorded, switches
    sentences   whole sentences about one entity: modals, acts, members, rows, wishes; later: how far apart
    groups      rows held against each other, and what the server does: deeds, uniqueness, overlaps, links,
                shared, moves, counts, sums, defaults, serverset, creation
    owners      whose a row is
    access      who may do what
    turns       other orders, ``spoken`` other words, and ``recast`` other places of members and values, for a
                sentence that is not understood as it stands
    halves      statements of which one half asks for nothing; ``newly`` those about new rows
    tails       last parts that leave something free, and what the rule must be for that
    turns       other orders of the same words (permits), and what brackets name (bracketed)
    testable    words by which a sentence states nothing
    reading     every reading of a sentence, seen from every entity that it can be about; alternatives

Each reader is a class on top of the one below. A method takes a place in the sentence and yields every
reading with the place after it; ``bodies`` holds what the main part of a sentence says before the clauses
that limit it are worked in.
"""
