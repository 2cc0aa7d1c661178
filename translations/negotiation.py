"""Language negotiation: the language a reader gets when the one asked for is missing.

Pages, page links, error pages and printed codes all use it, so that they agree. It is independent of Django: the
redirector runs without it.
"""

from dataclasses import dataclass
from functools import lru_cache

from translations.languages import CODES, SOURCE

ANY = "any"
"""The language of a link that belongs to an item in all its languages."""

_NEIGHBOURS: dict[str, tuple[str, ...]] = {"lo": ("th",)}
"""Languages that readers of the first mostly understand; they go before English and the source."""
_LAST_RESORT = ("en", SOURCE)
_FOREIGNERS = "en" if "en" in CODES else SOURCE
"""The language of a notice for a reader who asks only for languages that the campaign doesn't speak."""
_LONGEST_HEADER = 400
COOKIE = "language"
"""The cookie with the language that the reader chose."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The language to respond in; ``wanted`` is the reader's own one if it isn't available, else empty."""

    language: str
    wanted: str = ""


@lru_cache(maxsize=8192)
def choose_language(*, asked: str = ANY, accept_language: str = "", available: tuple[str, ...]) -> Choice | None:
    """Return the language that is closest to the reader; None if none is available.

    That is the one asked for by the link or address, else the first in ``accept_language`` (the request's header, RFC
    9110, 12.5.4, however malformed), else a neighbour of the one wanted, English, the source, or any other.
    """
    if asked in available:
        return Choice(asked)
    accepted = read_accept_language(accept_language)
    for language in accepted:
        if language in available:
            return Choice(language)
    wanted = asked if asked != ANY else next(iter(accepted), "")
    for language in (*_NEIGHBOURS.get(wanted, ()), *_LAST_RESORT, *CODES):
        if language in available:
            return Choice(language, wanted=wanted)
    return None


@lru_cache(maxsize=8192)
def choose_notice_language(*, asked: str, accept_language: str) -> str:
    """Return the language of a text that exists in all of them, such as a notice."""
    if asked in CODES:
        return asked
    return next(iter(read_accept_language(accept_language)), _FOREIGNERS if accept_language else SOURCE)


def put_first(chosen: str, accept_language: str) -> str:
    """Return the header with the language that the reader chose before, if it is one of the campaign's, in front."""
    return f"{chosen},{accept_language}" if chosen in CODES else accept_language


@lru_cache(maxsize=8192)
def read_accept_language(header: str) -> tuple[str, ...]:
    """Return the campaign's languages that the header names, most wanted first, without those refused (``q=0``)."""
    weighted: list[tuple[float, int, str]] = []
    for position, part in enumerate(header[:_LONGEST_HEADER].split(",")):
        tag, _, parameter = part.partition(";")
        code = match_tag(tag.strip())
        weight = _read_weight(parameter)
        if code and weight > 0:
            weighted.append((-weight, position, code))
    return tuple(dict.fromkeys(code for _, _, code in sorted(weighted)))


def match_tag(tag: str) -> str:
    """Return the language of a tag's longest known prefix: ``ko`` for ``ko-KR``, ``zh-hans`` for any Chinese, or ""."""
    tag = tag.lower().replace("_", "-")
    while tag:
        if tag in CODES:
            return tag
        if tag == "zh" and "zh-hans" in CODES:
            return "zh-hans"
        tag = tag.rpartition("-")[0]
    return ""


def _read_weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
