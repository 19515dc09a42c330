"""Formats of texts that have a name, and the classes of characters that they are made of."""

from __future__ import annotations

from erdgen.compiler.rules.language.words import Table, table, word_set

CHARACTERS = word_set("character characters char chars letters letter digits digit symbols")
#: Say of a text that it has its format, and nothing else.
_VALID = (
    "valid|proper|correct|real|correctly formatted|well - formed|well formed|properly formed"
    "|properly formatted|syntactically valid|syntactically correct|formally valid|correctly formed"
    "|correctly written|genuine"
)
_FORMAT_LEADS = ("in", "a", "in the", "the", "a valid", "in a valid")


def _spelled(nouns: str, article: str) -> str:
    """All ways to name a format by one of ``nouns``: alone, in the plural, and said to be valid."""
    names = nouns.split("|")
    many = [f"{name}es" if name.endswith("s") else f"{name}s" for name in names]
    formats = [f"{lead} {name} format" for lead in _FORMAT_LEADS for name in names]
    valid = [f"a {word} {name}" for word in _VALID.split("|") for name in names]
    several = [f"{word} {name}" for word in _VALID.split("|") for name in many]
    plain = [f"{article} {name}" for name in names if " " in name]
    return "|".join((*plain, *valid, *several, *formats))


#: Formats with a name: regular expression and words for messages.
FORMATS: Table[tuple[str, str]] = table(
    {
        "upper case|uppercase|in upper case|in uppercase|capital letters|in capital letters"
        "|in capitals|upper case letters|uppercase letters|all caps|in all caps"
        "|capitalised throughout|in block capitals": (
            r"[^a-z]*",
            "upper case",
        ),
        "lower case|lowercase|in lower case|in lowercase|lower case letters|lowercase letters"
        "|all lower case"
        "|all lowercase": (r"[^A-Z]*", "lower case"),
        "digits|numeric|numbers|numerals|decimal digits|digits only|numbers only|only digits|all digits": (
            r"[0-9]*",
            "digits",
        ),
        "letters|alphabetic|letters only|only letters|alphabetical": (r"[^\W\d_]*", "letters"),
        "alphanumeric|letters and digits|letters and numbers|letters or digits|digits and letters"
        "|alphanumerical|alphanumeric characters|numbers and letters|letters or numbers": (
            r"[A-Za-z0-9]*",
            "letters and digits",
        ),
        "uppercase letters and digits|upper case letters and digits|capital letters and digits"
        "|capital letters and numbers|uppercase letters and numbers|uppercase alphanumeric": (
            r"[A-Z0-9]*",
            "capital letters and digits",
        ),
        "lowercase letters and digits|lower case letters and digits|lowercase letters and numbers": (
            r"[a-z0-9]*",
            "small letters and digits",
        ),
        "letters and spaces|letters or spaces": (r"[^\W\d_ ]*(?: [^\W\d_ ]*)*", "letters and spaces"),
        "lowercase letters , digits and hyphens|lowercase letters , numbers and hyphens": (
            r"[a-z0-9-]*",
            "small letters, digits and hyphens",
        ),
        "letters , digits and hyphens|letters , numbers and hyphens": (
            r"[A-Za-z0-9-]*",
            "letters, digits and hyphens",
        ),
        _spelled("email address|e - mail address|email|e - mail", "an"): (
            r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+",
            "an email address",
        ),
        "a valid url|a proper url|a url|a valid web address|a web address|a valid link": (
            r"https?://[^\s/$.?#][^\s]*",
            "a web address",
        ),
        "a valid uuid|a uuid": (r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "a UUID"),
        "a valid iso country code|a two letter country code|a two - letter country code"
        "|an iso country code|a 2 letter country code|a 2 - letter country code"
        "|a two - letter iso country code|a two letter iso code|an iso 3166 country code": (
            r"[A-Z]{2}",
            "a country code of two letters",
        ),
        "a three letter currency code|a three - letter currency code|a valid currency code"
        "|an iso currency code|a 3 - letter currency code|a 3 letter currency code"
        "|a three - letter iso currency code|an iso 4217 code|a valid iso currency code"
        "|a three letter iso currency code": (
            r"[A-Z]{3}",
            "a currency code of three letters",
        ),
        "a valid phone number|a phone number|a valid telephone number|a valid international phone number": (
            r"\+?[0-9][0-9 ()./-]{4,18}[0-9]",
            "a phone number",
        ),
        "a hex colour|a hex color|a valid hex colour|a valid hex color|a hex colour code|a hex color code"
        "|a valid hex color code|a valid hex colour code|a hexadecimal colour|a hexadecimal color": (
            r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})",
            "a hex colour",
        ),
        "a slug|a valid slug": (r"[a-z0-9]+(?:-[a-z0-9]+)*", "a slug"),
        "a valid isbn|an isbn|a valid isbn - 13|a 13 - digit isbn|a valid isbn number": (
            r"(?:97[89])?[0-9]{9}[0-9X]",
            "an ISBN",
        ),
        "hexadecimal|a hexadecimal number|hexadecimal digits": (r"[0-9a-fA-F]*", "hexadecimal digits"),
    }
)
#: Character classes by their noun, for "exactly 5 digits" and "three uppercase letters".
CLASSES: Table[tuple[str, str]] = table(
    {
        "digits|digit|numbers|numerals": ("[0-9]", "digits"),
        "letters|letter": (r"[^\W\d_]", "letters"),
        "uppercase letters|capital letters|upper case letters|uppercase letter|capital letter"
        "|upper - case letters": (
            "[A-Z]",
            "capital letters",
        ),
        "lowercase letters|lower case letters|lowercase letter|small letters": ("[a-z]", "small letters"),
        "alphanumeric characters|letters or digits|letters and digits|letters or numbers": (
            "[A-Za-z0-9]",
            "letters and digits",
        ),
        "hexadecimal digits|hex digits|hexadecimal characters": ("[0-9a-fA-F]", "hexadecimal digits"),
    }
)
