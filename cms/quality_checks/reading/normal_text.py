"""A text in the form in which facts are searched, with the place of each character in the original."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

REPLACED = {
    "º": "°", "−": "-", "٫": ",", "٬": ".", "٪": "%", "⁄": "/", "′": "'", "’": "'", "‘": "'", "ʼ": "'", "″": '"',
    "”": '"', "“": '"', "‑": "-", "‐": "-", "ـ": "", "ё": "е", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه",
    "、": ",", "،": ",", "；": ";", "∶": ":", "؛": ";", "〜": "~", "～": "~", "–": "–", "—": "–", "―": "–",
}  # fmt: skip
FIRST_VOWEL_MARK, LAST_VOWEL_MARK = "\u064b", "\u0652"


@dataclass(frozen=True)
class NormalText:
    """A text in NFKC with digits as 0 to 9, in lower case (``folded``) and as it was (``cased``); both equally long."""

    original: str
    cased: str
    folded: str
    places: Sequence[int]

    def get_original(self, start: int, end: int) -> str:
        """Return the piece of the original that a piece of the normalised text was made of."""
        return self.original[self.places[start] : self.places[end - 1] + 1] if start < end else ""


def normalise_text(text: str) -> NormalText:
    """Return the text normalised character by character, without invisible characters and Arabic vowel marks."""
    original = unicodedata.normalize("NFC", text)
    cased = original.translate(CASED)
    folded = cased.translate(FOLDED)
    places: Sequence[int] = range(len(original))
    if any(len(CASED[ord(character)]) != 1 for character in set(original)):
        places = [place for place, character in enumerate(original) for _each in CASED[ord(character)]]
    return NormalText(original, cased, folded, places)


def _normalise(character: str) -> str:
    if character < "\u007f":
        return character
    if character in REPLACED:
        return REPLACED[character]
    if FIRST_VOWEL_MARK <= character <= LAST_VOWEL_MARK or unicodedata.category(character) == "Cf":
        return ""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return "".join(REPLACED.get(each, each) for each in unicodedata.normalize("NFKC", character) if each != "\u0301")


class CharacterTable(dict[int, str]):
    """A table for ``str.translate`` in which each character is looked up the first time it is met."""

    def __init__(self, find: Callable[[str], str]) -> None:
        super().__init__()
        self.find = find

    def __missing__(self, code: int) -> str:
        return self.setdefault(code, self.find(chr(code)))


def _fold(character: str) -> str:
    low = character.casefold()
    return REPLACED.get(low, low) if len(low) == 1 else character


CASED = CharacterTable(_normalise)
FOLDED = CharacterTable(_fold)


def fold(surface: str) -> str:
    """Return a word of a table in the form in which it is searched."""
    return normalise_text(surface.strip()).folded
