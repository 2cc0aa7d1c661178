"""The register in the public search: telephone numbers are found however they are typed, keys of facts never are."""

import unicodedata
from collections.abc import Iterable

import phonenumbers

from cms.core.models import BasePage
from cms.facts.contacts import get_page_channels
from cms.facts.live import get_live_values
from cms.facts.models import FactKind
from cms.facts.tokens import TOKEN, find_tokens

SHORTEST = 4
SEPARATORS = frozenset("+-.()/ \u00a0\u2009\u202f\u200e\u200f\u2066\u2069\u2010\u2011\u2012\u2013")


def blank_tokens(text: str) -> str:
    """Return the text with spaces in place of its tokens, as long as it was."""
    return TOKEN.sub(lambda match: " " * len(match[0]), text)


def list_tokens(page: BasePage, text: str) -> Iterable[str]:
    """Return the tokens of the facts that the page shows: in its text and in its contacts."""
    shown = {fact.key for channel in get_page_channels(page) for fact in channel.facts.all()}
    return {make_token(key) for key in (*find_tokens(text), *shown)}


def find_number(query: str) -> frozenset[str]:
    """Return the tokens of the public telephone number that the query is; empty if it is none, or anything else."""
    digits = read_digits(query)
    if len(digits) < SHORTEST:
        return frozenset()
    values = get_live_values().values()
    numbers = [value for value in values if value.kind == FactKind.PHONE and not value.is_withdrawn]
    return frozenset(make_token(number.key) for number in numbers if digits in list_spellings(str(number.value)))


def read_digits(query: str) -> str:
    """Return the digits, of any script, of what may be a telephone number; empty if anything else is in it."""
    digits = [
        str(unicodedata.decimal(character)) for character in query if unicodedata.decimal(character, None) is not None
    ]
    others = {character for character in query if unicodedata.decimal(character, None) is None}
    return "".join(digits) if others <= SEPARATORS else ""


def list_spellings(number: str) -> frozenset[str]:
    """Return the digits with which a number is dialled: at home, with and without 0, and from abroad."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return frozenset({read_digits(number)})
    national = phonenumbers.national_significant_number(parsed)
    abroad = f"{parsed.country_code}{national}"
    return frozenset({national, f"0{national}", abroad, f"00{abroad}"})


def make_token(key: str) -> str:
    return f"[[{key}]]"
