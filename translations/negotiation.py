"""Which language a scanned code answers in."""

from dataclasses import dataclass
from functools import lru_cache

from translations.languages import CODES, SOURCE

ANY = "any"
"""The language of a link that belongs to an item in all its languages."""

_READ_IN_NEED: dict[str, tuple[str, ...]] = {"lo": ("th",)}
"""Languages that readers of the first mostly understand; before English and Vietnamese."""
_LAST_RESORT = ("en", SOURCE)
_LONGEST_HEADER = 400


@dataclass(frozen=True, slots=True)
class Choice:
    """The language to answer in; ``wanted`` is the one that the reader had hoped for and doesn't get, or empty."""

    language: str
    wanted: str = ""


@lru_cache(maxsize=8192)
def choose_language(*, own: str, accept_language: str, available: tuple[str, ...]) -> Choice | None:
    """Return the link's own language, else the reader's, else the nearest with a notice; None if there is none at all.

    ``accept_language`` is the request's header (RFC 9110, 12.5.4), however broken.
    """
    if own in available:
        return Choice(own)
    asked = read_accept_language(accept_language)
    for language in asked:
        if language in available:
            return Choice(language)
    wanted = own if own != ANY else next(iter(asked), "")
    for language in (*_READ_IN_NEED.get(wanted, ()), *_LAST_RESORT, *available):
        if language in available:
            return Choice(language, wanted=wanted)
    return None


@lru_cache(maxsize=8192)
def choose_reader_language(*, own: str, accept_language: str) -> str:
    """Return the language in which to tell something that exists in all of them."""
    if own in CODES:
        return own
    return next(iter(read_accept_language(accept_language)), "en" if accept_language else SOURCE)


@lru_cache(maxsize=8192)
def read_accept_language(header: str) -> tuple[str, ...]:
    """Return the campaign's languages that the header names, most wanted first, without those refused (``q=0``)."""
    weighted: list[tuple[float, int, str]] = []
    for position, part in enumerate(header[:_LONGEST_HEADER].split(",")):
        tag, _, parameter = part.partition(";")
        code = _match(tag.strip().lower())
        weight = _read_weight(parameter)
        if code and weight > 0:
            weighted.append((-weight, position, code))
    return tuple(dict.fromkeys(code for _, _, code in sorted(weighted)))


def _match(tag: str) -> str:
    """Match a tag to a language by its longest part that is one: ``ko-KR`` to ``ko``, any Chinese to ``zh-hans``."""
    tag = tag.replace("_", "-")
    while tag:
        if tag in CODES:
            return tag
        if tag == "zh":
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
