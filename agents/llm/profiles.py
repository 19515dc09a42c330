"""The endpoints that are known by name, and which one the settings choose.

Prices are not here: `prices.py` finds them. The models are those that genai-prices lists, so that their
price is known (tests/llm/test_profiles.py holds them against it).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from agents.llm.choice import BASE_URL, CUSTOM, OFF, read_choice
from agents.llm.endpoint import FREE, Endpoint, Level, Price, Secret
from agents.llm.failures import SettingError

API_KEY = "ERDGEN_LLM_API_KEY"
MODEL = "ERDGEN_LLM_MODEL"
PRICE = "ERDGEN_LLM_PRICE"
TESTING = "USE_TESTING_MODE"
#: Names of hosts that a key may reach without TLS: this machine and private networks.
NEARBY_NAME = re.compile(r"^[^.]+$|\.(local|internal|localhost|lan|home\.arpa)$")


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of an endpoint by name."""

    name: str
    #: Empty: the operator names it.
    base_url: str
    #: The environment variable of its key; empty: it needs none.
    key_variable: str
    model: str
    #: Free or cheapest, for USE_TESTING_MODE; empty: the same as ever.
    testing_model: str = ""
    level: Level | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    #: A server on this machine: asking it costs no money. One elsewhere is custom, with its price declared.
    free: bool = False
    limit_parameter: str = "max_tokens"
    #: The environment variable that may name another address, and what is put behind it.
    url_variable: str = ""
    url_suffix: str = ""


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            "openai",
            "https://api.openai.com/v1",
            "OPENAI_API_KEY",
            "gpt-5-mini",
            "gpt-5-nano",
            Level.JSON_SCHEMA,
            limit_parameter="max_completion_tokens",
        ),
        Profile(
            "openrouter",
            "https://openrouter.ai/api/v1",
            "OPENROUTER_API_KEY",
            "openai/gpt-5-mini",
            "openai/gpt-oss-20b:free",
            Level.JSON_SCHEMA,
            # Without it a provider may be chosen that ignores the schema.
            {"provider": {"require_parameters": True}},
        ),
        # Its compatible interface ignores response_format.
        Profile(
            "anthropic",
            "https://api.anthropic.com/v1",
            "ANTHROPIC_API_KEY",
            "claude-sonnet-5-5",
            "claude-haiku-5-5",
            Level.PROMPT,
        ),
        Profile(
            "google",
            "https://generativelanguage.googleapis.com/v1beta/openai",
            "GEMINI_API_KEY",
            "gemini-2.5-flash",
            "gemini-2.5-flash-lite",
            Level.JSON_SCHEMA,
        ),
        # The model is the name of a deployment, which only its owner knows.
        Profile(
            "azure",
            "",
            "AZURE_OPENAI_API_KEY",
            "",
            level=Level.JSON_SCHEMA,
            limit_parameter="max_completion_tokens",
            url_variable="AZURE_OPENAI_ENDPOINT",
            url_suffix="/openai/v1",
        ),
        Profile(
            "ollama",
            "http://localhost:11434/v1",
            "",
            "",
            extra={"temperature": 0},
            free=True,
        ),
        Profile(
            "llama-server",
            "http://localhost:8080/v1",
            "",
            "",
            extra={"temperature": 0},
            free=True,
        ),
        Profile(CUSTOM, "", API_KEY, "", url_variable=BASE_URL),
    )
}


def resolve_endpoint(choice: str, environ: Mapping[str, str]) -> Endpoint | None:
    """The endpoint of ``choice`` ("off", "PROFILE", "PROFILE:MODEL" or empty); None for no model at all.

    Empty means what ERDGEN_LLM says, else custom where ERDGEN_LLM_BASE_URL is set, else off: a key that
    lies in the environment for something else never sends a user's schema anywhere. Raises SettingError.
    """
    wanted = read_choice(choice, environ)
    name, _, model = wanted.partition(":")
    if name.lower() == OFF:
        return None
    profile = _find_profile(name)
    base_url = _choose_url(profile, environ)
    key = _read_key(profile, environ, base_url)
    return Endpoint(
        profile=profile.name,
        base_url=base_url,
        model=_choose_model(profile, model.strip(), environ),
        key=key,
        models={} if model or _is_testing(environ) else _read_models(environ),
        level=profile.level,
        price=_read_price(profile, environ),
        extra=profile.extra,
        limit_parameter=profile.limit_parameter,
    )


def recorded_endpoint(profile: str, model: str, models: Mapping[str, str]) -> Endpoint:
    """What a recorded run asked, for its replay: it needs neither key nor address, for nothing is sent."""
    return Endpoint(profile, "", model, models=dict(models), extra=_find_profile(profile).extra)


def _find_profile(name: str) -> Profile:
    profile = PROFILES.get(name.strip().lower())
    if profile is not None:
        return profile
    near = get_close_matches(name.lower(), PROFILES, n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    raise SettingError(f"There is no model profile {name!r}.{guess} Known are off, {', '.join(PROFILES)}.")


def _choose_url(profile: Profile, environ: Mapping[str, str]) -> str:
    named = environ.get(profile.url_variable, "").strip() if profile.url_variable else ""
    if not named:
        if profile.base_url:
            return profile.base_url
        raise SettingError(
            f"The profile {profile.name} needs an address: set {profile.url_variable}, "
            "for example to https://models.example.com/v1."
        )
    _check_url(named, profile.url_variable)
    url = named.rstrip("/")
    return url if url.endswith(profile.url_suffix) else url + profile.url_suffix


def _check_url(url: str, variable: str) -> None:
    """Only the variable is named: an address may hold a password."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or not url.isascii() or re.search(r"[\s\\]", url):
        raise SettingError(
            f"{variable} is no address of an endpoint: write http:// or https://, a host and a path, "
            "for example https://models.example.com/v1."
        )
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise SettingError(
            f"{variable} carries a password, a query or a fragment, which would end up in logs: "
            f"leave it out and put the key into {API_KEY}."
        )


def _read_key(profile: Profile, environ: Mapping[str, str], base_url: str) -> Secret:
    value = environ.get(profile.key_variable, "").strip() if profile.key_variable else ""
    if not value:
        if profile.key_variable and profile.name != CUSTOM:
            raise SettingError(
                f"The profile {profile.name} needs a key: set {profile.key_variable}, or use --llm off."
            )
        return Secret("")
    if not value.isascii() or not value.isprintable() or " " in value:
        raise SettingError(f"{profile.key_variable} holds characters that no key has: paste it again.")
    if urlsplit(base_url).scheme == "http" and not _is_nearby(urlsplit(base_url).hostname or ""):
        raise SettingError(
            f"{profile.url_variable} is an http:// address on a public host, where everybody on the way "
            "could read the key: write https://."
        )
    return Secret(value)


def _is_nearby(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return bool(NEARBY_NAME.search(host))
    return address.is_loopback or address.is_private


def _choose_model(profile: Profile, named: str, environ: Mapping[str, str]) -> str:
    testing = profile.testing_model if _is_testing(environ) else ""
    # The variable stands in where a profile has no model of its own: what is meant for one's own server is no
    # name that another provider knows.
    model = named or testing or profile.model or environ.get(MODEL, "").strip()
    if not model and profile.name == "azure":
        raise SettingError("The profile azure needs the name of a deployment: write azure:DEPLOYMENT.")
    return model


def _is_testing(environ: Mapping[str, str]) -> bool:
    return environ.get(TESTING, "").strip().lower() in {"1", "true", "yes", "on"}


def _read_models(environ: Mapping[str, str]) -> dict[str, str]:
    """ERDGEN_LLM_MODEL_BUSINESS_LOGIC is the model of the agent business_logic, and so on."""
    prefix = f"{MODEL}_"
    return {
        variable.removeprefix(prefix).lower(): model.strip()
        for variable, model in sorted(environ.items())
        if variable.startswith(prefix) and model.strip()
    }


def _read_price(profile: Profile, environ: Mapping[str, str]) -> Price | None:
    text = environ.get(PRICE, "").strip().lower()
    if not text:
        return FREE if profile.free else None
    if text == "free":
        return FREE
    try:
        numbers = [Decimal(number.strip()) for number in text.split(",")]
    except InvalidOperation:
        numbers = []
    if len(numbers) != 2 or not all(number.is_finite() and number >= 0 for number in numbers):
        raise SettingError(
            f'{PRICE} is {text!r}: write "INPUT,OUTPUT" in USD per million tokens, for example "0.25,2", '
            'or "free".'
        )
    return Price(*numbers)
