"""The token ``[[key]]``, by which a fact stands in any text."""

import re
from collections.abc import Callable

from cms.facts.models import KEY_PATTERN

TOKEN = re.compile(rf"\[\[({KEY_PATTERN})\]\]")
_BRACKETS = re.compile(r"\[\[[^\[\]\n]{0,80}(?:\]\])?|\]\]")
_PLACEHOLDER = re.compile(r"\b[0-9][0-9 .\-]*[.\- ]?[Xx]{2,}\b")


def find_tokens(text: str) -> list[str]:
    """Return the keys of the tokens in their order in the text, each as often as it stands there."""
    return TOKEN.findall(text)


def find_malformed_tokens(text: str) -> list[str]:
    """Return what looks like a token and is none (``[[Hotline]]``, ``[[hotline``): it would be printed as it stands."""
    return [match.group() for match in _BRACKETS.finditer(TOKEN.sub("", text))]


def find_placeholders(text: str) -> list[str]:
    """Return numbers that someone has still to fill in, such as 1900.XXXX."""
    return [match.group().strip() for match in _PLACEHOLDER.finditer(text)]


def replace_tokens(text: str, write: Callable[[str], str]) -> str:
    """Return the text with each token replaced by what ``write`` makes of its key."""
    return TOKEN.sub(lambda match: write(match.group(1)), text)
