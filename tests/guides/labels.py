"""Labels that a guide quotes, compared with the messages of its language: a renamed button fails its guide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.text import capfirst
from django.utils.translation import trans_real

# A label is bold; quotation marks of any language mean a label too.
LABEL = re.compile(r"\*\*(.+?)\*\*|“(.+?)”|«\s?(.+?)\s?»|「(.+?)」|『(.+?)』")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
MARKUP = re.compile(r"<[^>]+>")
# English texts are their own messages; Vietnamese has a catalogue of each of them.
COMPLETE = "vi"


def find_labels(guide: str) -> Iterator[str]:
    """Yield the labels that the text of a guide quotes."""
    for match in LABEL.finditer(guide):
        yield next(group for group in match.groups() if group)


def find_unknown_labels(guide: str, *, language: str) -> list[str]:
    """Return the labels of the guide that no message of its language has, in their order."""
    plain, patterns = _read_messages(language)
    labels = dict.fromkeys(find_labels(guide))
    return [label for label in labels if label not in plain and not any(each.fullmatch(label) for each in patterns)]


@lru_cache
def _read_messages(language: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return the messages of a language, and patterns of those with placeholders between words."""
    messages = {MARKUP.sub("", text).strip() for text in _list_messages(language)}
    messages |= {capfirst(text) for text in messages}
    with_placeholders = {text for text in messages if PLACEHOLDER.search(text)}
    patterns = (".+".join(map(re.escape, PLACEHOLDER.split(text))) for text in with_placeholders if _has_words(text))
    return frozenset(messages - with_placeholders), tuple(re.compile(pattern) for pattern in patterns)


def _has_words(text: str) -> bool:
    """Return whether more than signs is left without the placeholders: else every label would match."""
    return len(re.sub(r"\W", "", PLACEHOLDER.sub("", text))) > 3


def _list_messages(language: str) -> Iterator[str]:
    catalogue = trans_real.translation(COMPLETE if language == "en" else language)._catalog
    for each in catalogue._catalogs:
        for key, value in each.items():
            message = key[0] if isinstance(key, tuple) else key
            yield message.rpartition("\x04")[2] if language == "en" else value
