"""Items of a text: numbers, whether in digits or in words, and the words and marks of facts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from cms.quality_checks.reading.lexicon import Lexicon, Meanings, Value
from cms.quality_checks.reading.normal_text import NormalText

LARGEST_FILLING = 3
ROMAN_LETTERS = frozenset("ivxlсхі")


@dataclass(slots=True)
class TextItem:
    """A number, a known word or a sign. ``values`` are the ways to read a number; ``is_glued``: no space before it.

    ``words`` counts the words that a number is spelled with, 0 if it is written in digits only; ``scale`` is what its
    last scale word multiplies with. One that isn't ``is_certain`` may be an ordinary word unless it counts something,
    one that ``is_weak`` even then: “one day”, “thousands of people”.
    """

    text: str
    start: int
    end: int
    meanings: Meanings = field(default_factory=dict)
    values: tuple[Fraction, ...] = ()
    words: int = 0
    scale: Fraction = Fraction(1)
    is_glued: bool = False
    is_ordinal: bool = False
    is_joined: bool = False
    is_certain: bool = True
    is_weak: bool = False

    @property
    def is_number(self) -> bool:
        return bool(self.values)

    @property
    def may_begin_fact(self) -> bool:
        """True for numbers, known words, a minus, and what may be a Roman number."""
        return bool(self.values or self.meanings) or self.text == "-" or self.text[:1] in ROMAN_LETTERS

    @property
    def whole(self) -> int | None:
        """The number if it is a whole one that can be read in one way."""
        return int(self.values[0]) if len(self.values) == 1 and self.values[0].denominator == 1 else None

    def get(self, category: str) -> tuple[Value, ...]:
        return self.meanings.get(category, ())

    def has(self, category: str, value: str) -> bool:
        return value in self.get(category)


class Items(Sequence[TextItem]):
    """The items of a text, with the lexicon that they were read with. Beyond the ends there are empty items."""

    def __init__(self, items: list[TextItem], lexicon: Lexicon, text: NormalText) -> None:
        self._items = items
        self.lexicon = lexicon
        self.text = text

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, place: int) -> TextItem:  # type: ignore[override]  # items are never sliced
        return self._items[place] if 0 <= place < len(self._items) else NOTHING

    def skip(self, place: int, *categories: str, limit: int = LARGEST_FILLING) -> int:
        """Return the first place from here on that isn't a word of one of the categories."""
        for _ in range(limit):
            item = self[place]
            if item.is_number or not any(category in item.meanings for category in categories):
                break
            place += 1
        return place


NOTHING = TextItem("", -1, -1)


def cut_text(text: NormalText, folded: str, lexicon: Lexicon) -> list[TextItem]:
    """Return the words, signs and figures of a text one by one, without spaces."""
    found: list[TextItem] = []
    glued = False
    for match in lexicon.tokens.finditer(folded):
        kind = match.lastgroup
        if kind == "space":
            glued = False
            continue
        if (
            kind == "mark"
            and found
            and found[-1].text == match[0]
            and found[-1].end == match.start()
            and match[0] not in "'-"
        ):
            found[-1].end = match.end()
            continue
        item = TextItem(match[0], match.start(), match.end(), is_glued=glued)
        if kind == "term":
            surface = (
                " ".join(match["term"].split()) if " " in match["term"] or "\n" in match["term"] else match["term"]
            )
            item.meanings = lexicon.look_up(surface)
            item.text = surface
            item.is_joined = (match["prefix"] or "").startswith("و")
            if "ignored" in item.meanings and len(item.meanings) == 1:
                item.meanings = {}
        elif kind == "number":
            item.values = read_figure(match[0], lexicon)
        found.append(item)
        glued = True
    return found


def read_figure(written: str, lexicon: Lexicon) -> tuple[Fraction, ...]:
    """Return the ways to read a number with separators: “1.250” is 1250 in Vietnamese, 1.25 in English."""
    marks = [character for character in written if not character.isdecimal()]
    if not marks:
        return (Fraction(written),)
    whole, _mark, rest = written.rpartition(marks[-1])
    plain = "".join(character for character in written if character.isdecimal())
    decimal = Fraction("".join(character for character in whole if character.isdecimal()) + "." + rest)
    if len(set(marks)) > 1:
        return (decimal,)
    is_grouped = len(rest) == 3 and written.index(marks[0]) <= 3 and not written.startswith("0")
    if not is_grouped:
        return (decimal,)
    if len(marks) > 1 or marks[0] not in ".,":
        return (Fraction(plain),)
    as_group, as_decimal = marks[0] in lexicon.group, marks[0] in lexicon.decimal
    if as_group == as_decimal:
        return Fraction(plain), decimal
    return (Fraction(plain),) if as_group else (decimal,)
