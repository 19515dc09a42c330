"""Which endpoint the settings choose, and what they are told when they choose none that can be."""

from __future__ import annotations

import copy
import pickle
from dataclasses import asdict
from decimal import Decimal

import pytest

from agents.llm.endpoint import FREE, Level, Price, Secret
from agents.llm.failures import SettingError
from agents.llm.prices import Usage, cost_of, estimate_cost
from agents.llm.profiles import PROFILES, Profile, recorded_endpoint, resolve_endpoint

KEY = "sk-secret-0123456789"
CUSTOM = {"ERDGEN_LLM_BASE_URL": "https://models.example.com/v1/", "ERDGEN_LLM_API_KEY": KEY}


def resolve(choice: str = "", **environ: str):  # type: ignore[no-untyped-def]
    endpoint = resolve_endpoint(choice, environ)
    assert endpoint is not None
    return endpoint


@pytest.mark.parametrize(
    ("choice", "environ"),
    [
        ("", {}),
        ("off", CUSTOM),
        ("OFF", {}),
        ("", CUSTOM | {"ERDGEN_LLM": "off"}),
        # A key that is there for something else chooses nothing.
        ("", {"OPENAI_API_KEY": KEY, "ANTHROPIC_API_KEY": KEY}),
    ],
)
def test_off_unless_chosen(choice: str, environ: dict[str, str]) -> None:
    assert resolve_endpoint(choice, environ) is None


def test_custom_by_its_address_alone() -> None:
    endpoint = resolve(**CUSTOM)
    assert (endpoint.profile, endpoint.base_url) == ("custom", "https://models.example.com/v1")
    assert (endpoint.model, endpoint.level, endpoint.price) == ("", None, None)
    assert endpoint.key.reveal() == KEY


def test_custom_with_its_model_and_without_a_key() -> None:
    environ = CUSTOM | {"ERDGEN_LLM_MODEL": "qwen", "ERDGEN_LLM_API_KEY": ""}
    endpoint = resolve(**environ)
    assert endpoint.model == "qwen"
    assert not endpoint.key
    assert resolve("custom:llama:8b", **environ).model == "llama:8b"


def test_settings_choose_and_the_option_wins() -> None:
    environ = {"ERDGEN_LLM": "openai:gpt-5", "OPENAI_API_KEY": KEY, "ANTHROPIC_API_KEY": KEY}
    assert resolve(**environ).model == "gpt-5"
    assert resolve("anthropic", **environ).base_url == "https://api.anthropic.com/v1"


def test_another_address_never_gets_the_key_of_a_known_profile() -> None:
    endpoint = resolve("openai", OPENAI_API_KEY=KEY, **CUSTOM)
    assert endpoint.base_url == "https://api.openai.com/v1"


def test_testing_mode_takes_the_cheapest() -> None:
    environ = {"OPENAI_API_KEY": KEY, "USE_TESTING_MODE": "true", "ERDGEN_LLM_MODEL_API": "gpt-5"}
    endpoint = resolve("openai", **environ)
    assert endpoint.model == endpoint.model_of("api") == "gpt-5-nano"
    assert resolve("openai:gpt-5", **environ).model == "gpt-5"


def test_models_of_single_agents() -> None:
    environ = {"OPENAI_API_KEY": KEY, "ERDGEN_LLM_MODEL_BUSINESS_LOGIC": "gpt-5"}
    endpoint = resolve("openai", **environ)
    assert (endpoint.model_of("business_logic"), endpoint.model_of("api")) == ("gpt-5", "gpt-5-mini")
    # One model for all was asked for by name.
    assert resolve("openai:gpt-5-nano", **environ).model_of("business_logic") == "gpt-5-nano"


def test_azure_is_an_address_and_a_deployment() -> None:
    environ = {"AZURE_OPENAI_API_KEY": KEY, "AZURE_OPENAI_ENDPOINT": "https://mine.openai.azure.com/"}
    endpoint = resolve("azure:my-deployment", **environ)
    assert endpoint.base_url == "https://mine.openai.azure.com/openai/v1"
    with pytest.raises(SettingError, match="azure:DEPLOYMENT"):
        resolve("azure", **environ)


@pytest.mark.parametrize(
    ("text", "price"),
    [("0.25, 2", Price(Decimal("0.25"), Decimal(2))), ("free", FREE), ("FREE", FREE), ("0,0", FREE)],
)
def test_the_operators_price(text: str, price: Price) -> None:
    assert resolve(**CUSTOM, ERDGEN_LLM_PRICE=text).price == price


@pytest.mark.parametrize(
    ("choice", "environ", "told"),
    [
        ("opnai", {}, "Did you mean openai"),
        ("gpt-5", {}, "Known are off, openai"),
        ("openai", {}, "set OPENAI_API_KEY"),
        ("google", {"OPENAI_API_KEY": KEY}, "set GEMINI_API_KEY"),
        ("custom", {}, "set ERDGEN_LLM_BASE_URL"),
        ("azure:x", {"AZURE_OPENAI_API_KEY": KEY}, "set AZURE_OPENAI_ENDPOINT"),
        ("openai", {"OPENAI_API_KEY": f"{KEY}\nX-Evil: 1"}, "paste it again"),
        ("openai", {"OPENAI_API_KEY": f"{KEY}…"}, "paste it again"),
        ("", CUSTOM | {"ERDGEN_LLM_BASE_URL": "models.example.com"}, "no address"),
        ("", CUSTOM | {"ERDGEN_LLM_BASE_URL": "ftp://models.example.com"}, "no address"),
        ("", CUSTOM | {"ERDGEN_LLM_BASE_URL": "https://"}, "no address"),
        ("", CUSTOM | {"ERDGEN_LLM_BASE_URL": "https://a:99999/v1"}, "no address"),
        ("", CUSTOM | {"ERDGEN_LLM_BASE_URL": "https://[::1/v1"}, "no address"),
        ("", CUSTOM | {"ERDGEN_LLM_BASE_URL": "https://a b/v1"}, "no address"),
        ("", CUSTOM | {"ERDGEN_LLM_BASE_URL": f"https://me:{KEY}@a.example/v1"}, "password"),
        ("", CUSTOM | {"ERDGEN_LLM_BASE_URL": f"https://a.example/v1?key={KEY}"}, "query"),
        ("", CUSTOM | {"ERDGEN_LLM_BASE_URL": "http://models.example.com/v1"}, "write https://"),
        ("", CUSTOM | {"ERDGEN_LLM_BASE_URL": "http://93.184.216.34/v1"}, "write https://"),
        ("", CUSTOM | {"ERDGEN_LLM_PRICE": "cheap"}, "ERDGEN_LLM_PRICE"),
        ("", CUSTOM | {"ERDGEN_LLM_PRICE": "1"}, "ERDGEN_LLM_PRICE"),
        ("", CUSTOM | {"ERDGEN_LLM_PRICE": "-1,2"}, "ERDGEN_LLM_PRICE"),
        ("", CUSTOM | {"ERDGEN_LLM_PRICE": "nan,inf"}, "ERDGEN_LLM_PRICE"),
    ],
)
def test_wrong_settings_name_the_remedy_and_never_the_key(
    choice: str, environ: dict[str, str], told: str
) -> None:
    with pytest.raises(SettingError, match=told) as caught:
        resolve_endpoint(choice, environ)
    assert KEY not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:1/v1",
        "http://127.0.0.1:1/v1",
        "http://[::1]:1/v1",
        "http://10.0.0.7/v1",
        "http://ollama/v1",
    ],
)
def test_a_key_may_travel_in_the_clear_on_networks_of_ones_own(url: str) -> None:
    assert resolve(**CUSTOM | {"ERDGEN_LLM_BASE_URL": url}).base_url == url


def test_a_key_shows_nowhere() -> None:
    secret = Secret(KEY)
    endpoint = resolve(**CUSTOM)
    shown = f"{secret} {secret!r} {[secret]} {endpoint} {endpoint!r} {asdict(endpoint)} {vars(type(secret))}"
    assert KEY not in shown
    assert not hasattr(secret, "__dict__")
    assert bool(secret) is True
    assert bool(Secret("")) is False


@pytest.mark.parametrize("value", [Secret(KEY), resolve(**CUSTOM)])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_key_is_never_pickled(value: object, protocol: int) -> None:
    with pytest.raises(TypeError, match="leaves its process"):
        pickle.dumps(value, protocol)
    with pytest.raises(TypeError, match="leaves its process"):
        copy.copy(Secret(KEY))


@pytest.mark.parametrize(
    "profile", [profile for profile in PROFILES.values() if profile.model], ids=lambda profile: profile.name
)
def test_the_price_of_every_model_of_the_table_is_known(profile: Profile) -> None:
    endpoint = resolve(profile.name, **{profile.key_variable: KEY})
    usual = estimate_cost(endpoint, profile.model, 1000, 1000)
    testing = estimate_cost(endpoint, profile.testing_model, 1000, 1000)
    assert usual is not None
    assert testing is not None
    assert testing < usual


@pytest.mark.parametrize("name", ["ollama", "llama-server"])
def test_servers_on_this_machine_are_free_and_need_no_key(name: str) -> None:
    endpoint = resolve(name, **CUSTOM)
    assert endpoint.base_url.startswith("http://localhost:")
    assert not endpoint.key
    assert estimate_cost(endpoint, "anything", 10**6, 10**6) == 0


def test_openrouter_is_told_to_honour_the_schema() -> None:
    endpoint = resolve("openrouter", OPENROUTER_API_KEY=KEY)
    assert endpoint.extra["provider"] == {"require_parameters": True}


def test_prices_in_their_order() -> None:
    endpoint = resolve("openai", OPENAI_API_KEY=KEY)
    priced = resolve("openai", OPENAI_API_KEY=KEY, ERDGEN_LLM_PRICE="1,2")
    usage = Usage(1_000_000, 500_000)
    assert cost_of(endpoint, "gpt-5-mini", Usage(1, 1, Decimal("0.5"))) == Decimal("0.5")
    assert cost_of(priced, "gpt-5-mini", usage) == Decimal(2)
    assert cost_of(endpoint, "gpt-5-mini", usage) == Decimal("1.25")
    assert cost_of(endpoint, "no-such-model", usage) is None
    assert cost_of(resolve(**CUSTOM), "gpt-5-mini", usage) is None


def test_a_replay_needs_neither_key_nor_address() -> None:
    endpoint = recorded_endpoint("openai", "gpt-5", {"api": "gpt-5-nano"})
    assert (endpoint.model_of("api"), endpoint.model_of("testing")) == ("gpt-5-nano", "gpt-5")
    assert endpoint.extra == PROFILES["openai"].extra


def test_known_levels() -> None:
    assert PROFILES["anthropic"].level is Level.PROMPT
    assert [name for name, profile in PROFILES.items() if profile.level is None] == [
        "ollama",
        "llama-server",
        "custom",
    ]
