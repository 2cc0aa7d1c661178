"""Tokens ``[[key]]``, which are replaced by facts in texts; what resembles one; and placeholders such as 1900.XXXX."""

import re
from collections.abc import Callable

KEY_PATTERN = r"[a-z0-9]+(?:-[a-z0-9]+)*"
TOKEN = re.compile(rf"\[\[({KEY_PATTERN})\]\]")
_BRACKETS = re.compile(r"\[\[[^\[\]\n]{0,80}(?:\]\])?|\]\]")
_PLACEHOLDER = re.compile(r"\b[0-9][0-9 .\-]{0,40}[.\- ]?[Xx]{2,}\b")


def find_tokens(text: str) -> list[str]:
    """Return the keys of the tokens in the text, in order, repeated ones included."""
    return TOKEN.findall(text)


def find_malformed_tokens(text: str) -> list[str]:
    """Return what resembles a token but isn't one (``[[Hotline]]``, ``[[hotline``): readers would see the brackets."""
    return [match.group() for match in _BRACKETS.finditer(TOKEN.sub("", text))]


def find_placeholders(text: str) -> list[str]:
    """Return numbers that are still to be filled in, such as 1900.XXXX."""
    return [match.group().strip() for match in _PLACEHOLDER.finditer(text)]


def replace_tokens(text: str, write: Callable[[str], str]) -> str:
    """Return the text with each token replaced by what ``write`` returns for its key."""
    return TOKEN.sub(lambda match: write(match.group(1)), text)
