"""``api_requirements``: pagination, filtering, versioning, nesting, throttling."""

from __future__ import annotations

import re
from typing import Literal

from erdgen.compiler.frontends.json_source import Node, NumberText
from erdgen.compiler.frontends.reading import Context, Values, read_object, read_options
from erdgen.compiler.frontends.vocabulary import (
    API_OPTIONS,
    MAX_NESTING,
    PAGINATION_OPTIONS,
    PAGINATION_WORDS,
    RATE_PERIODS,
    THROTTLING_OPTIONS,
)
from erdgen.compiler.spec.project import MAX_PAGE_SIZE, ApiSpec
from erdgen.compiler.spec.texts import quote

_Style = Literal["page", "cursor", "limit_offset", "none"]
_STYLES: dict[str, _Style] = {
    "page": "page",
    "pagenumber": "page",
    "cursor": "cursor",
    "limitoffset": "limit_offset",
    "offset": "limit_offset",
    "none": "none",
}
DEFAULT_RATES = ("100/hour", "1000/hour")
_UNSUPPORTED_FORMATS = {"graphql", "grpc", "soap", "odata", "json:api", "jsonapi", "hal"}


def decode_api(context: Context, node: Node) -> ApiSpec:
    """The settings; what is missing stays at its default."""
    values = read_object(context, node, API_OPTIONS, "api_requirements")
    if values is None:
        return ApiSpec()
    _check_format(context, values)
    style, size = _decode_pagination(context, values)
    anon, user = _decode_throttling(context, values)
    return ApiSpec(
        pagination=style,
        page_size=size,
        filtering=values.get("filtering", True),
        search=values.get("search", True),
        ordering=values.get("ordering", True),
        versioning=_decode_versioning(context, values),
        nesting=_decode_nesting(context, values),
        nesting_stated="nesting" in values.nodes,
        anon_rate=anon,
        user_rate=user,
    )


def _check_format(context: Context, values: Values) -> None:
    ref = values.get("format")
    if ref is None or ref.text.strip().lower() in ("rest", "json", "rest/json"):
        return
    if ref.text.strip().lower() in _UNSUPPORTED_FORMATS:
        message = f"the API format {quote(ref.text)} is not supported yet"
        context.report.error("erd.E065", ref.location, message, 'write "REST"')
    else:
        context.report.error(
            "erd.E014", ref.location, f"unknown API format {quote(ref.text)}", 'write "REST"'
        )


def _decode_pagination(context: Context, values: Values) -> tuple[_Style, int]:
    size = values.get("page_size", 20)
    size_node = values.nodes.get("page_size")
    style: _Style = "page"
    node = values.nodes.get("pagination")
    if node is not None and isinstance(node.value, dict):
        options = read_options(context, node.value, PAGINATION_OPTIONS, "pagination")
        if "size" in options:
            size, size_node = options.get("size"), options.nodes["size"]
        if "style" in options:
            style = _read_style(context, options.nodes["style"])
    elif node is not None and isinstance(node.value, NumberText):
        size, size_node = _read_number(node), node
    elif node is not None:
        style = _read_style(context, node)
    if size_node is not None and not 1 <= size <= MAX_PAGE_SIZE:
        message = f"a page cannot have {size} rows"
        context.report.error(
            "erd.E014", context.at(size_node), message, f"write a number from 1 to {MAX_PAGE_SIZE}"
        )
        size = 20
    return style, size


def _read_number(node: Node) -> int:
    assert isinstance(node.value, NumberText)
    return int(node.value.text) if node.value.is_integer else 0


def _read_style(context: Context, node: Node) -> _Style:
    if isinstance(node.value, bool):
        return "page" if node.value else "none"
    if not isinstance(node.value, str):
        context.wrong_type(node, "true, false or a kind of pagination")
        return "page"
    found = _STYLES.get(re.sub(r"[\s_-]|pagination$", "", node.value.lower()))
    if found is None:
        hint = context.report.suggest(
            node.value, PAGINATION_WORDS, f"allowed are {', '.join(PAGINATION_WORDS)}"
        )
        context.report.error("erd.E014", context.at(node), f"unknown pagination {quote(node.value)}", hint)
    return found or "page"


def _decode_versioning(context: Context, values: Values) -> Literal["none", "url"]:
    node = values.nodes.get("versioning")
    if node is None:
        return "none"
    if isinstance(node.value, bool):
        return "url" if node.value else "none"
    word = node.value.strip().lower() if isinstance(node.value, str) else ""
    if word in ("url", "path", "v1"):
        return "url"
    if word != "none":
        shown = quote(word) if word else node.describe()
        context.report.error(
            "erd.E014", context.at(node), f"versioning cannot be {shown}", 'write "url" or "none"'
        )
    return "none"


def _decode_nesting(context: Context, values: Values) -> int:
    node = values.nodes.get("nesting")
    if node is None:
        return ApiSpec().nesting
    if isinstance(node.value, bool):
        return int(node.value)
    if isinstance(node.value, NumberText) and node.value.text in [
        str(level) for level in range(MAX_NESTING + 1)
    ]:
        return int(node.value.text)
    shown = quote(node.value.text) if isinstance(node.value, NumberText) else node.describe()
    message = f"nesting cannot be {shown}"
    context.report.error("erd.E014", context.at(node), message, f"write a number from 0 to {MAX_NESTING}")
    return ApiSpec().nesting


def _decode_throttling(context: Context, values: Values) -> tuple[str, str]:
    node = values.nodes.get("throttling")
    if node is None or node.value is False:
        return "", ""
    if node.value is True:
        return DEFAULT_RATES
    options = read_object(context, node, THROTTLING_OPTIONS, "throttling")
    if options is None:
        return "", ""
    return _read_rate(context, options, "anon"), _read_rate(context, options, "user")


def _read_rate(context: Context, options: Values, who: str) -> str:
    """``100/hour``, also written ``100/h``."""
    ref = options.get(who)
    if ref is None:
        return ""
    match = re.fullmatch(r"\s*([1-9][0-9]{0,8})\s*(?:/|per )\s*([a-z]+)\s*", ref.text.lower())
    periods = [period for period in RATE_PERIODS if match and period.startswith(match[2].rstrip("s") or "?")]
    if match and len(periods) == 1:
        return f"{match[1]}/{periods[0]}"
    hint = f"write a number and a period, such as 100/hour; periods are {', '.join(RATE_PERIODS)}"
    context.report.error("erd.E014", ref.location, f"{quote(ref.text)} is no rate", hint)
    return ""
