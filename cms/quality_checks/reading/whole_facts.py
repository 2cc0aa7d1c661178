"""Facts that are found as a whole before a text is cut into words: addresses, document and telephone numbers."""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

from cms.quality_checks.reading.fact import Reading, WrittenFact
from cms.quality_checks.reading.lexicon import Lexicon
from cms.quality_checks.reading.normal_text import NormalText

ADDRESS = re.compile(
    r"(?:https?://|(?<![a-z0-9.@/])www\.)[a-z0-9\-._~:/?#@!$&'*+=%]{2,}"
    r"|(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}"
)
LATIN = "A-Za-z0-9\u00c0-\u024f\u1e00-\u1eff"
DOCUMENT = re.compile(
    rf"(?<![{LATIN}/.-])(?!\d{{1,4}}-[A-E](?![{LATIN}-]))\d{{1,6}}(?:/\d{{4}})?[-/][A-ZĐƯ]{{1,12}}[A-ZĐƯ0-9]{{0,6}}(?:[-/&][A-ZĐƯ]{{1,12}}[A-ZĐƯ0-9]{{0,6}}){{0,4}}"
    rf"[A-ZĐƯa-z]{{0,8}}(?![{LATIN}/])"
    rf"|(?<![{LATIN}.])(?:[IVX]{{1,6}}\.\d{{1,2}}(?:\.[a-zđ])?|\d{{1,2}}\.\d{{1,2}}\.[a-zđ])(?![{LATIN}])"
)
TELEPHONE = re.compile(r"(?<![\d/:+])(?<!\d[.,])(?:\+\d|0\d|1[89]00)(?:[.() -]{0,2}\d){4,13}(?![\d/:°])")
RUSSIAN_TELEPHONE = re.compile(r"(?<![\d.,/:+])8(?:[ -]\(?|\()\d{3}\)?[ -]?\d{3}[ -]?\d\d[ -]?\d\d(?![\d/:°])")
"""With the 8 that is dialled within Russia: 8 (965) 001-22-22, which is +7 965 001 22 22."""
NO_TELEPHONE = re.compile(
    r"\d{1,2}[.-]\d{1,2}[.-]\d{4}|\d{1,2}\.\d\d ?- ?\d{1,2}\.\d\d|1[89]00 ?- ?\d{4}|0[.]\d+|\d{1,2}\.\d\d.*"
)
GROUPS = re.compile(r"\d{3}(?: \d{3})+")
SHORTEST_TELEPHONE = 8
SHORTEST_INTERNATIONAL = 7
TRAILING = ".,;:!?'"
SEPARATOR = "\x00"


def find_whole_facts(text: NormalText, lexicon: Lexicon, *, most: int) -> tuple[list[WrittenFact], str, int]:
    """Return the facts, the folded text with each of them blanked out, and where a search stopped.

    A search for one kind stops after ``most`` facts; without a stop the place is the text's end.
    """
    facts: list[WrittenFact] = []
    rest = list(text.folded)
    stop = len(rest)
    for finder in (_find_addresses(text), _find_documents(text), _find_telephones(text, lexicon)):
        for number, (start, end, readings) in enumerate(finder):
            if number == most:
                stop = min(stop, start)
                break
            if SEPARATOR not in rest[start:end]:
                facts.append(WrittenFact(text.get_original(start, end), start, end, readings))
                rest[start:end] = SEPARATOR * (end - start)
    return facts, "".join(rest), stop


def _find_addresses(text: NormalText) -> Iterator[tuple[int, int, frozenset[Reading]]]:
    for match in ADDRESS.finditer(text.folded):
        end = match.start() + len(match[0].rstrip(TRAILING))
        yield match.start(), end, frozenset({("address", text.cased[match.start() : end])})


def _find_documents(text: NormalText) -> Iterator[tuple[int, int, frozenset[Reading]]]:
    for match in DOCUMENT.finditer(text.cased):
        yield *match.span(), frozenset({("document", match[0].replace("Đ", "D").replace("Ư", "U"))})


def _find_telephones(text: NormalText, lexicon: Lexicon) -> Iterator[tuple[int, int, frozenset[Reading]]]:
    for match in RUSSIAN_TELEPHONE.finditer(text.folded):
        yield *match.span(), _read_telephone(match[0], ("RU",))
    for match in TELEPHONE.finditer(text.folded):
        digits = sum(character.isdecimal() for character in match[0])
        shortest = SHORTEST_INTERNATIONAL if match[0].startswith("+") else SHORTEST_TELEPHONE
        follows_group = text.folded[max(0, match.start() - 2) : match.start()].rstrip()[
            -1:
        ].isdecimal() and GROUPS.fullmatch(match[0])
        if digits >= shortest and not follows_group and not NO_TELEPHONE.fullmatch(match[0]):
            yield *match.span(), _read_telephone(match[0], lexicon.regions)


@lru_cache(maxsize=4096)
def _read_telephone(written: str, regions: tuple[str, ...]) -> frozenset[Reading]:
    """Return the number with its country code, for each country in which it may have been written."""
    readings: set[Reading] = set()
    for region in regions:
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            continue
        readings.add(("telephone", number.country_code or 0, str(number.national_number)))
    digits = "".join(character for character in written if character.isdecimal())
    return frozenset(readings or {("telephone", 0, digits)})
