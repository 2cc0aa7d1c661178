"""Letters behind a number, “Quốc lộ 1A”, “Điều 5a”, or before it, “đồi A1”, in the letters that scripts count with."""

from cms.quality_checks.reading.lexicon import Lexicon
from cms.quality_checks.reading.normal_text import NormalText
from cms.quality_checks.reading.tokens import Token

LATIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZĐ")
ALONE = frozenset("ABDE")
"""Letters that number something by themselves: others may be a unit, “12V”, “26C”, or a short form, “500K”."""
SMALL = frozenset("abcdđe")
READINGS = {
    "Đ": "ĐD", "А": "A", "Б": "B", "В": "BV", "Г": "GC", "Д": "DĐ", "Е": "E", "С": "CS", "а": "A", "б": "B", "в": "BV",
    "ا": "A", "ب": "B", "ج": "CG", "د": "DĐ", "ก": "A", "ข": "B", "ค": "C", "ง": "D", "ກ": "A", "ຂ": "B", "ຄ": "C",
    "ງ": "D", "ក": "A", "ខ": "B", "គ": "C", "ឃ": "D", "甲": "A", "乙": "B", "丙": "C", "丁": "D",
}  # fmt: skip
"""The Latin letters that another letter may mean; A and В are alike in Latin and Cyrillic."""
KNOWN = LATIN | SMALL | READINGS.keys()
CYRILLIC_ALONE = frozenset("АБД")
LAST_LATIN = "\u0530"
"""And Cyrillic: letters of other scripts may follow the number's without a space."""
LONGEST_NUMBER = 4
LONGEST_FILLING = 2
COORDINATES = "parallel"
CERTAIN_BEFORE = frozenset("ABCDEĐАБВГД")
"""Letters that say something before a number by themselves, “B52”; others do only where it numbers something."""


def attach_letters(tokens: list[Token], lexicon: Lexicon, text: NormalText) -> list[Token]:
    """Return the tokens with letters that belong to the number before them as a part of it, rather than as words."""
    taken: set[int] = set()
    for place, token in enumerate(tokens):
        if not token.is_number or len(token.text) > LONGEST_NUMBER or not token.text.isdecimal():
            continue
        at = place + 1
        if at + 1 < len(tokens) and tokens[at].text == "-" and tokens[at].is_glued:
            at += 1  # “1-A”
        if at < len(tokens) and len(tokens[at].text) == 1 and tokens[at].is_glued and not tokens[at].is_number:
            letters = _read_letter(tokens, place, at, lexicon, text)
            if letters:
                token.letters, token.end = letters, tokens[at].end
                taken.update(range(place + 1, at + 1))
    return [token for place, token in enumerate(tokens) if place not in taken] if taken else tokens


def attach_letters_before(tokens: list[Token], lexicon: Lexicon, text: NormalText) -> list[Token]:
    """Return the tokens with a capital before a number, or a letter’s name, as a part of it: “A1”, “B-52”, “บี-52”."""
    taken: set[int] = set()
    for place, token in enumerate(tokens):
        if not token.text.isdecimal() or len(token.text) > LONGEST_NUMBER or place == 0:
            continue
        at = place - 1
        if at and tokens[at].text == "-" and token.is_glued and tokens[at].is_glued:
            at -= 1
        names = tokens[at].get("letter_names")
        is_letter = len(tokens[at].text) == 1 and tokens[at + 1].is_glued
        letters = (
            _read_letter_before(tokens, at, place, lexicon, text) if is_letter else "".join(map(str, names)).lower()
        )
        if letters:
            token.letters_before, token.start, token.is_glued = letters, tokens[at].start, tokens[at].is_glued
            taken.update(range(at, place))
    return [token for place, token in enumerate(tokens) if place not in taken] if taken else tokens


def _read_letter_before(tokens: list[Token], place: int, number: int, lexicon: Lexicon, text: NormalText) -> str:
    """Return the letters that the letter here may mean, a small one if nothing is missed without it."""
    token = tokens[place]
    letter = text.cased[token.start]
    before = text.cased[token.start - 1 : token.start]
    following = text.cased[tokens[number].end : tokens[number].end + 1]
    goes_on = before in {"-", ".", "/"} or (before.isalnum() and before < LAST_LATIN)
    is_more = following.isalnum() and following < LAST_LATIN
    is_capital = letter.isupper() or letter in READINGS
    if goes_on or is_more or not is_capital or token.get("owners") or (following == "°" and token.get("directions")):
        return ""
    is_numbering = bool(_find_owner(tokens, place, number + 1, lexicon).get("owners"))
    is_certain = letter.isupper() and (letter in CERTAIN_BEFORE or is_numbering)
    letters = READINGS.get(letter, letter)
    return letters if is_certain else letters.lower()


def _read_letter(tokens: list[Token], number: int, place: int, lexicon: Lexicon, text: NormalText) -> str:
    """Return the letters that the letter here may mean, a small one if it may be an ending as well.

    The string is empty if the letter isn't a number's.
    """
    letter = text.cased[tokens[place].start]
    following = text.cased[tokens[place].end : tokens[place].end + 1]
    goes_on = following.isdecimal() or (following.isalpha() and (following < LAST_LATIN) == (letter < LAST_LATIN))
    if goes_on or letter not in KNOWN:
        return ""
    owner = _find_owner(tokens, number, place + 1, lexicon)
    if not owner.get("owners"):
        is_alone = letter in ALONE or (letter in CYRILLIC_ALONE and lexicon.is_spaced)
        return READINGS.get(letter, letter) if is_alone else ""
    if COORDINATES in owner.get("owners") or (letter in SMALL and place > number + 1):
        return ""
    if letter in SMALL and "suffixes" in tokens[place].meanings:
        return letter  # “5a” is the fifth in Spanish, where it isn't an article
    return READINGS.get(letter, letter.upper())


def _find_owner(tokens: list[Token], number: int, after: int, lexicon: Lexicon) -> Token:
    """Return what the number numbers, or the token itself if no such word stands by it."""
    step, place = (1, after) if lexicon.is_after else (-1, number - 1)
    for _ in range(LONGEST_FILLING):
        if not 0 <= place < len(tokens) or "fillers" not in tokens[place].meanings or tokens[place].get("owners"):
            break
        place += step
    return tokens[place] if 0 <= place < len(tokens) else tokens[number]
