"""Short texts of an item for networks and telephones, made of its approved words alone.

They are its title, its summary and its address. What is too long ends between two sentences, else between two words,
and never within a fact or beside a number.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from icu4py.breakers import SentenceBreaker

from cms.published import PublishedItem, write_fact_values
from cms.render.wording import cut
from outreach.kits.documents import get_address
from outreach.kits.lengths import Network, load_networks
from translations.characters import strip_isolates

_DIGIT = re.compile(r"\d")
_ABBREVIATION = re.compile(r"\b[A-ZĐÀ-Ý]\w{0,2}\.$")
"""A short word in capitals, whose full stop ends no sentence: ``Ng.``, ``TP.``, ``Mr.``"""
_INVISIBLE = re.compile("[\u200b\u2060]")
WHOLE = gettext_lazy("title, summary and address")
SHORTENED = gettext_lazy("title, beginning of the summary, and address")
WITHOUT_SUMMARY = gettext_lazy("title and address")


@dataclass(frozen=True)
class ShortText:
    """A text for a network; ``made_of`` says which of the approved words are in it."""

    network: Network
    text: str
    made_of: str | Promise
    length: int


def write_short_texts(item: PublishedItem) -> str:
    """Return the short texts of the item as plain text, each below what it is for and how long it is."""
    with override(item.ref.language):
        head = _("Nothing here but approved words. Please don't shorten a text further.")
        parts = [item.title, head]
        for short in list_short_texts(item):
            of = f"{short.length}/{short.network.limit}"
            parts.append(f"— {short.network.name} · {of} · {short.made_of} —\n\n{short.text}")
    return "\n\n".join(parts) + "\n"


def list_short_texts(item: PublishedItem) -> list[ShortText]:
    """Return the item's text for each network; none for one on which even title and address are too long."""
    facts = write_fact_values(item.facts, language=item.ref.language)
    found = (_fit(item, network, facts=facts) for network in load_networks())
    return list(dict.fromkeys(short for short in found if short is not None))


def _fit(item: PublishedItem, network: Network, *, facts: tuple[str, ...]) -> ShortText | None:
    address = get_address(item)
    for words, made_of in _list_wordings(item, facts=facts):
        text = "\n\n".join((*words, address))
        length = network.measure(text, address=address)
        if length <= network.limit:
            return ShortText(network, text, made_of, length)
    return None


def _list_wordings(item: PublishedItem, *, facts: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str | Promise]]:
    """Yield the wordings of the item, the longest first."""
    if item.summary:
        yield (item.title, item.summary), WHOLE
        for beginning in list_beginnings(item.summary, language=item.ref.language, facts=facts):
            yield (item.title, beginning), SHORTENED
    yield (item.title,), WITHOUT_SUMMARY


def list_beginnings(text: str, *, language: str, facts: Sequence[str]) -> list[str]:
    """Return the beginnings of a text, the longest first: those of whole sentences before those that end in a word."""
    sentences = [part for part in SentenceBreaker(text, language.split("-", maxsplit=1)[0]) if part]
    beginnings = ["".join(sentences[:count]).strip() for count in range(len(sentences) - 1, 0, -1)]
    spans = [span for fact in facts for span in _find_spans(text, fact)]
    whole = [each for each in beginnings if not _ABBREVIATION.search(each) and _is_outside(len(each), spans)]
    if whole:
        return whole
    return [f"{beginning}…" for beginning in _cut_between_words(text, language=language, facts=facts)]


def _cut_between_words(text: str, *, language: str, facts: Sequence[str]) -> list[str]:
    """Return the beginnings that end between two words, neither of which has a digit, and within no fact."""
    pieces = [(_clean(piece.text), piece.space) for piece in cut(text, language=language)]
    forbidden = [span for fact in facts for span in _find_spans(_clean(text), _clean(fact))]
    found: list[str] = []
    written = ""
    for number, (piece, space) in enumerate(pieces[:-1]):
        written += piece
        beside = piece + pieces[number + 1][0]
        place = len(written)
        if _is_outside(place, forbidden) and not _DIGIT.search(beside):
            found.append(written.rstrip(" ,;:–-、，；："))
        written += " " if space else ""
    return found[::-1]


def _is_outside(place: int, spans: Iterable[tuple[int, int]]) -> bool:
    return not any(start < place < end for start, end in spans)


def _find_spans(text: str, fact: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(re.escape(fact), text)] if fact else []


def _clean(text: str) -> str:
    return " ".join(_INVISIBLE.sub("", strip_isolates(text)).split())
