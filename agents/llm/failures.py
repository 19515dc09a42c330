"""What can go wrong with a question to a model: a closed set of values, never an exception.

Only wrong settings raise (``SettingError``), before anything is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from erdgen.compiler.errors import CompilerError


class SettingError(CompilerError):
    """The chosen endpoint cannot be used as it is set; the message names the variable and the remedy."""


class Kind(StrEnum):
    """Why there is no answer."""

    # Before anything is sent.
    BUDGET_USED_UP = "budget_used_up"
    UNKNOWN_PRICE = "unknown_price"
    WRONG_SETTINGS = "wrong_settings"
    PROMPT_TAMPERED = "prompt_tampered"
    INPUT_TOO_LARGE = "input_too_large"
    NOT_RECORDED = "not_recorded"
    # The endpoint would not read the question.
    UNREACHABLE = "unreachable"
    REDIRECTED = "redirected"
    KEY_REFUSED = "key_refused"
    NO_CREDIT = "no_credit"
    NO_SUCH_MODEL = "no_such_model"
    BAD_REQUEST = "bad_request"
    RATE_LIMITED = "rate_limited"
    # It read the question, but no model's answer came back.
    SERVER_ERROR = "server_error"
    BROKEN_OFF = "broken_off"
    TIMED_OUT = "timed_out"
    OVERSIZED = "oversized"
    NOT_AN_API = "not_an_api"
    ERROR_BODY = "error_body"
    # A model answered, but not what was asked.
    CUT_OFF = "cut_off"
    QUESTION_CUT = "question_cut"
    FILTERED = "filtered"
    DECLINED = "declined"
    EMPTY = "empty"
    TOOL_CALL = "tool_call"
    NOT_JSON = "not_json"
    WRONG_SHAPE = "wrong_shape"
    UNKNOWN_NAME = "unknown_name"
    NOT_ACCEPTED = "not_accepted"


#: Refused before a model could read it: it costs a call, but neither tokens nor money.
UNREAD = frozenset(
    {
        Kind.INPUT_TOO_LARGE,
        Kind.UNREACHABLE,
        Kind.REDIRECTED,
        Kind.KEY_REFUSED,
        Kind.NO_CREDIT,
        Kind.NO_SUCH_MODEL,
        Kind.BAD_REQUEST,
        Kind.RATE_LIMITED,
    }
)
#: May go away by itself in a moment.
TRANSIENT = frozenset({Kind.UNREACHABLE, Kind.RATE_LIMITED, Kind.SERVER_ERROR, Kind.BROKEN_OFF})
#: Asking anything else of the same endpoint ends in the same way.
HOPELESS = frozenset(
    {
        Kind.REDIRECTED,
        Kind.KEY_REFUSED,
        Kind.NO_CREDIT,
        Kind.NO_SUCH_MODEL,
        Kind.UNKNOWN_PRICE,
        Kind.WRONG_SETTINGS,
        Kind.NOT_AN_API,
    }
)
#: Coming twice in a row it is the endpoint's fault, not the question's.
LASTING = TRANSIENT | {Kind.TIMED_OUT, Kind.BAD_REQUEST, Kind.ERROR_BODY, Kind.OVERSIZED, Kind.TOOL_CALL}
#: A model that is told what is wrong may put it right.
MENDABLE = frozenset({Kind.NOT_JSON, Kind.WRONG_SHAPE, Kind.UNKNOWN_NAME, Kind.NOT_ACCEPTED})

REMEDIES = {
    Kind.BUDGET_USED_UP: "raise the run's or the agent's budget, or leave it at the deterministic result",
    Kind.UNKNOWN_PRICE: 'set ERDGEN_LLM_PRICE to "INPUT,OUTPUT" in USD per million tokens, or to "free"',
    Kind.WRONG_SETTINGS: "mend the settings of the workers; `manage.py llm_check` tries them",
    Kind.PROMPT_TAMPERED: "restore agents/llm/prompts, or pin what you changed with `make prompts`",
    Kind.INPUT_TOO_LARGE: "shorten the descriptions that the question carries",
    Kind.NOT_RECORDED: "replay with the ERD, model and prompts of the record, or ask an endpoint",
    Kind.UNREACHABLE: "start the server, or mend its address; `manage.py llm_check` tries it",
    Kind.REDIRECTED: "name the address that the endpoint redirects to, if you trust it",
    Kind.KEY_REFUSED: "mend the key, or what it may do",
    Kind.NO_CREDIT: "add credit to the account, or choose another endpoint",
    Kind.NO_SUCH_MODEL: "choose a model that the endpoint has: --llm PROFILE:MODEL",
    Kind.BAD_REQUEST: "`manage.py llm_check` says what the endpoint takes",
    Kind.RATE_LIMITED: "wait, or raise the limit of the account",
    Kind.QUESTION_CUT: "give the server a larger context (OLLAMA_CONTEXT_LENGTH, llama-server --ctx-size)",
    Kind.NOT_AN_API: "mend the address: most end in /v1",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer: ``detail`` is one line, without the key and without invisible characters."""

    kind: Kind
    detail: str
    #: Seconds that the endpoint asks to wait; None where it says nothing.
    retry_after: float | None = None

    @property
    def remedy(self) -> str:
        """What a person can do about it; empty where nothing but the model is at fault."""
        return REMEDIES.get(self.kind, "")
