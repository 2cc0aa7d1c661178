"""Items of a text: numbers, whether in digits or in words, and the words and marks of facts."""

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
    one that ``is_weak`` even then: “one day”, “thousands of people”. ``whole`` is the number if it is a whole one that
    can be read in one way.
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
    is_number: bool = field(init=False)
    whole: int | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.is_number = bool(self.values)
        if len(self.values) == 1 and self.values[0].denominator == 1:
            self.whole = self.values[0].numerator

    @property
    def may_begin_fact(self) -> bool:
        """True for numbers, known words, and what may be a Roman number."""
        return bool(self.values or self.meanings) or self.text[:1] in ROMAN_LETTERS

    def get(self, category: str) -> tuple[Value, ...]:
        return self.meanings.get(category, ())

    def has(self, category: str, value: str) -> bool:
        return value in self.get(category)


class Items(dict[int, TextItem]):
    """The items of a text by place, with the lexicon that they were read with. Beyond the ends there are empty items.

    A dictionary, because the rules look at each item dozens of times, and its look-up runs no code of ours.
    """

    def __init__(self, items: list[TextItem], lexicon: Lexicon, text: NormalText) -> None:
        super().__init__(enumerate(items))
        self.lexicon = lexicon
        self.text = text
        self.has_lunar = any("lunar" in item.meanings or "lunar_months" in item.meanings for item in items)

    def __missing__(self, _place: int) -> TextItem:
        return NOTHING

    def skip(self, place: int, *categories: str, limit: int = LARGEST_FILLING) -> int:
        """Return the first place from here on that isn't a word of one of the categories."""
        for _ in range(limit):
            item = self[place]
            if item.is_number or not any(category in item.meanings for category in categories):
                break
            place += 1
        return place


NOTHING = TextItem("", -1, -1)


NUMBER_WORDS = frozenset({"numbers", "native", "multipliers", "ordinals"})


def cut_text(folded: str, lexicon: Lexicon, *, most: int) -> tuple[list[TextItem], int]:
    """Return the words, signs and figures of a text one by one, without spaces, and the place up to which.

    After ``most`` numbers and number words the rest of the text isn't cut.
    """
    found: list[TextItem] = []
    glued = False
    numbers = 0
    for match in lexicon.tokens.finditer(folded):
        if numbers >= most:
            return found, match.start()
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
        values = read_figure(match[0], lexicon) if kind == "number" else ()
        item = TextItem(match[0], match.start(), match.end(), values=values, is_glued=glued)
        if kind == "term":
            surface = (
                " ".join(match["term"].split()) if " " in match["term"] or "\n" in match["term"] else match["term"]
            )
            item.meanings = lexicon.look_up(surface)
            item.text = surface
            item.is_joined = (match["prefix"] or "").startswith("و")
            if "ignored" in item.meanings and len(item.meanings) == 1:
                item.meanings = {}
        numbers += item.is_number or (bool(item.meanings) and not NUMBER_WORDS.isdisjoint(item.meanings))
        found.append(item)
        glued = True
    return found, len(folded)


def read_figure(written: str, lexicon: Lexicon) -> tuple[Fraction, ...]:
    """Return the ways to read a number with separators: “1.250” is 1250 in Vietnamese, 1.25 in English."""
    if written.isdecimal():
        return (Fraction(int(written)),)
    marks = [character for character in written if not character.isdecimal()]
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
