"""Which fields hold what nobody should read, as far as their names tell."""

from __future__ import annotations

from enum import Enum, auto

from agents.words import snake
from erdgen.compiler.spec.project import Entity, Field, Kind


class Secrecy(Enum):
    """What a name says: nothing, that it may be a secret, or that it is one."""

    NONE = auto()
    DOUBTFUL = auto()
    SURE = auto()


#: A field whose last word is one of these is a secret.
_LAST = frozenset(
    {
        "password", "passwords", "passwd", "pwd", "passphrase", "passphrases", "passcode", "passcodes",
        "passwort", "secret", "secrets", "token", "salt", "otp", "totp", "cvv", "cvc", "ssn", "apikey",
    }
)  # fmt: skip
#: Words without a break before them, as in ``dailytoken``.
_ENDINGS = ("password", "passwd", "passphrase", "token")
#: So are fields whose names end so.
_COMPOUNDS = (
    "private_key", "private_keys", "secret_key", "secret_keys", "api_key", "api_keys", "access_key",
    "access_keys", "auth_key", "encryption_key", "decryption_key", "signing_key", "master_key",
    "session_key", "stream_key", "activation_key", "reset_key", "recovery_key", "hashed_key",
    "encrypted_key", "recovery_code", "recovery_codes", "backup_code", "backup_codes", "otp_code",
    "mfa_code", "two_factor_code", "reset_code", "security_answer", "secret_answer", "otp_seed", "totp_seed",
    "seed_phrase", "mnemonic_phrase",
)  # fmt: skip
#: Words after a secret that do not change what it is.
_FORMS = frozenset(
    {"hash", "hashed", "digest", "encrypted", "ciphertext", "plain", "plaintext", "value", "confirmation"}
)
#: What a token of these is, or a key, everybody may know …
_PLACES = frozenset({"page", "next", "previous", "sync", "continuation", "base", "quote", "design", "stop"})
#: … while these may be either.
_DOUBTFUL_LAST = frozenset({"tokens", "credential", "credentials"})
_DOUBTFUL_COMPOUNDS = ("license_key", "licence_key", "ssh_key", "webhook_key", "server_key", "security_code")
#: A ``key`` in an entity of such a name is one.
_KEEPERS = frozenset(
    {"credential", "credentials", "secret", "secrets", "apikey", "apikeys", "token", "tokens", "vault"}
)
_KEY_KEEPERS = ("api_key", "api_keys", "access_key", "secret_key", "private_key", "encryption_key")
#: Beside these a ``pin_code`` is a postal code, and a ``pin`` stands on a map.
_ADDRESS = frozenset({"address", "street", "city", "town", "district", "state", "country", "locality"})
_MAP = frozenset({"latitude", "lat", "longitude", "lng", "lon"})
_VALUES = frozenset({"value", "values", "val", "data", "content"})


def judge_secrecy(entity: Entity, field: Field) -> Secrecy:
    """Whether ``field`` holds a password, a token, or something else that opens doors."""
    words = snake(field.known_as).split("_")
    number = field.kind.is_integer
    if not (field.kind.is_text or number or field.kind in (Kind.JSON, Kind.BINARY, Kind.UUID)):
        return Secrecy.NONE
    if field.choices or field.builtin:
        return Secrecy.NONE
    while len(words) > 1 and words[-1] in _FORMS:
        words = words[:-1]
    if words[-1] == "pin" or words[-2:] == ["pin", "code"]:
        return _judge_pin(entity, words, number)
    if number:
        return Secrecy.SURE if words[-1] in ("cvv", "cvc", "otp", "totp") else Secrecy.NONE
    if words in (["key"], ["keys"]):
        return _judge_key(entity, field)
    return _judge_words(words)


def is_secret(entity: Entity, field: Field) -> bool:
    """Whether the name of a field that is no key says that nobody should read it."""
    return judge_secrecy(entity, field) is Secrecy.SURE and not stands_for_row(entity, field.name)


def stands_for_row(entity: Entity, name: str) -> bool:
    """Whether rows of ``entity`` are shown or found by the member ``name``."""
    return name == entity.display or name == entity.pk_name


def _judge_words(words: list[str]) -> Secrecy:
    name, last = "_".join(words), words[-1]
    if last == "token" and not _PLACES.isdisjoint(words[:-1]):
        return Secrecy.DOUBTFUL
    if last in _LAST or last.endswith(_ENDINGS) or _ends(name, _COMPOUNDS):
        return Secrecy.SURE
    doubtful = last in _DOUBTFUL_LAST or _ends(name, _DOUBTFUL_COMPOUNDS)
    return Secrecy.DOUBTFUL if doubtful else Secrecy.NONE


def _judge_pin(entity: Entity, words: list[str], number: bool) -> Secrecy:
    """A number that people keep to themselves, a postal code, a place on a map, or a leg of a chip."""
    around = {word for name in (entity.name, *entity.members) for word in snake(name).split("_")}
    if not around.isdisjoint(_ADDRESS if words[-1] == "code" else _MAP):
        return Secrecy.NONE
    return Secrecy.DOUBTFUL if number else Secrecy.SURE


def _judge_key(entity: Entity, field: Field) -> Secrecy:
    """What opens something, or what a value is found by."""
    name = snake(entity.name)
    if name.rpartition("_")[2] in _KEEPERS or _ends(name, _KEY_KEEPERS):
        return Secrecy.SURE
    if not _VALUES.isdisjoint(map(snake, entity.members)):
        return Secrecy.NONE
    return Secrecy.SURE if field.kind is Kind.JSON else Secrecy.NONE


def _ends(name: str, endings: tuple[str, ...]) -> bool:
    return any(name == ending or name.endswith(f"_{ending}") for ending in endings)
