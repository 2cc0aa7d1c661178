"""A text in the form in which facts are searched, with the place of each character in the original."""

import unicodedata
from dataclasses import dataclass

REPLACED = {
    "º": "°", "−": "-", "٫": ",", "٬": ".", "٪": "%", "⁄": "/", "′": "'", "’": "'", "‘": "'", "ʼ": "'", "″": '"',
    "”": '"', "“": '"', "‑": "-", "‐": "-", "ـ": "", "ё": "е", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه",
    "、": ",", "،": ",", "；": ";", "؛": ";", "〜": "~", "～": "~", "–": "–", "—": "–", "―": "–",
}  # fmt: skip
FIRST_VOWEL_MARK, LAST_VOWEL_MARK = "\u064b", "\u0652"


@dataclass(frozen=True)
class NormalText:
    """A text in NFKC with digits as 0 to 9, in lower case (``folded``) and as it was (``cased``); both equally long."""

    original: str
    cased: str
    folded: str
    places: tuple[int, ...]

    def get_original(self, start: int, end: int) -> str:
        """Return the piece of the original that a piece of the normalised text was made of."""
        return self.original[self.places[start] : self.places[end - 1] + 1] if start < end else ""


def normalise_text(text: str) -> NormalText:
    """Return the text normalised character by character, without invisible characters and Arabic vowel marks."""
    original = unicodedata.normalize("NFC", text)
    cased: list[str] = []
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(original):
        for each in _normalise(character):
            cased.append(each)
            low = each.casefold()
            folded.append(REPLACED.get(low, low) if len(low) == 1 else each)
            places.append(place)
    return NormalText(original, "".join(cased), "".join(folded), tuple(places))


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


def fold(surface: str) -> str:
    """Return a word of a table in the form in which it is searched."""
    return normalise_text(surface.strip()).folded
