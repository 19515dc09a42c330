"""Source text as HTML lines with classes for its colours."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers import get_lexer_for_filename
from pygments.util import ClassNotFound

#: Larger texts are shown without colours.
MOST_BYTES = 150_000


def colour_lines(path: str, text: str) -> list[SafeString]:
    """One safe piece of HTML for each line of ``text``: escaped, by Pygments or by us."""
    lines = text.split("\n")
    plain = [escape(line) for line in lines]
    if len(text) > MOST_BYTES:
        return plain
    try:
        lexer = get_lexer_for_filename(path, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return plain
    formatter = HtmlFormatter(nowrap=True, classprefix="hl-")
    coloured = highlight(text, lexer, formatter).split("\n")
    if coloured[-1] == "" and len(coloured) == len(lines) + 1:
        coloured.pop()
    # A lexer that drops or adds lines would put colours beside the text that they belong to.
    return [mark_safe(line) for line in coloured] if len(coloured) == len(lines) else plain
