"""The comments that rename: the Project has to know the names before anything else is read."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agents.feedback.several import read_parts
from erdgen.compiler.contributions import Renaming
from erdgen.compiler.passes import Comment
from erdgen.compiler.spec.project import Project

#: One of these words is in every phrase that renames; other comments need not be read for it.
_SPEAKS = re.compile(r"\b(?:rename|call|called)\b", re.IGNORECASE)


def list_wanted_names(project: Project, comments: Sequence[Comment]) -> dict[Comment, Renaming]:
    """What those that can be carried out rename, in the order said; of several wishes the one that does."""
    return {
        wish: made
        for comment in comments
        if _SPEAKS.search(comment.text)
        for wish, answer in read_parts(project, comment).items()
        for made in (*answer.contributions, *answer.standing)
        if isinstance(made, Renaming)
    }
