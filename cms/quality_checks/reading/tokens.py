"""Tokens of a text: figures, known words and signs, in order. ``spelled_numbers`` joins the words of a number."""

import re
from dataclasses import dataclass, field
from fractions import Fraction

from cms.quality_checks.reading.lexicon import Lexicon, Meanings, Value
from cms.quality_checks.reading.normal_text import NormalText

LARGEST_FILLING = 3
FARTHEST = 16
"""In a long row of unknown words and signs only so many at either end are kept: no rule looks farther than these."""
MAY_BEGIN = frozenset("ivxlсхі-")
MAY_FOLLOW = frozenset({*"ivxlсхіeèᵉ", ""})
"""What may be behind the first letter of a Roman number."""
LUNAR = frozenset({"lunar", "lunar_months", "lunar_days"})
INERT = frozenset(
    {
        "connectors", "counted", "counters", "joiners", "letter_names", "of", "per", "persons", "prefix", "roles",
        "suffixes",
    }
)  # fmt: skip
"""What a word may mean that no rule begins with: it is only looked at behind or before something else."""


NO_MEANINGS: Meanings = {}


@dataclass(slots=True)
class Token:
    """A number, a known word or a sign. ``values`` are the ways to read a number; ``is_glued``: no space before it.

    ``words`` counts the words that a number is spelled with, 0 if it is written in digits only; ``scale`` is what its
    last scale word multiplies with. One that isn't ``is_certain`` may be an ordinary word unless it counts something,
    one that ``is_weak`` even then: “one day”, “thousands of people”. ``letters`` are the ways to read the letter
    behind a number, such as that of “1A”; a small one may be an ending as well. ``letters_before`` are those of “A1”.
    ``whole`` is the number if it is a whole one that can be read in one way.
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
    letters: str = ""
    letters_before: str = ""
    is_number: bool = False
    whole: int | None = None

    def __post_init__(self) -> None:
        if self.values:
            self.is_number = True
            if len(self.values) == 1 and self.values[0].denominator == 1:
                self.whole = self.values[0].numerator

    def get(self, category: str) -> tuple[Value, ...]:
        return self.meanings.get(category, ())

    def has(self, category: str, value: str) -> bool:
        return value in self.get(category)


class Tokens(dict[int, Token]):
    """The tokens of a text by place, with the lexicon that they were read with. Beyond the ends there are empty tokens.

    A dictionary, because the rules look at each token dozens of times, and its look-up runs no code of ours.
    ``beginnings`` are the places at which a fact may begin: numbers, known words, and what may be a Roman number or
    a minus.
    """

    def __init__(self, tokens: list[Token], lexicon: Lexicon, text: NormalText) -> None:
        super().__init__(enumerate(tokens))
        self.lexicon = lexicon
        self.text = text
        self.has_lunar = False
        self.beginnings: list[int] = []
        self.day_parts: list[int] = []
        self.lettered: list[int] = []
        self.rates: list[int] = []
        for place, token in enumerate(tokens):
            if "per" in token.meanings:
                self.rates.append(place)
            if token.values or not INERT.issuperset(token.meanings):
                self.beginnings.append(place)
                self._take_note(place, token)
            elif token.text[:1] in MAY_BEGIN and token.text[1:2] in MAY_FOLLOW:
                self.beginnings.append(place)

    def _take_note(self, place: int, token: Token) -> None:
        """Remember the places of what is read by itself, so that nothing is sought in a text that has none."""
        meanings = token.meanings
        self.has_lunar = self.has_lunar or not LUNAR.isdisjoint(meanings)
        if "day_parts" in meanings:
            self.day_parts.append(place)
        if token.letters or token.letters_before:
            self.lettered.append(place)

    def __missing__(self, _place: int) -> Token:
        return NOTHING

    def skip(self, place: int, *categories: str, limit: int = LARGEST_FILLING) -> int:
        """Return the first place from here on that isn't a word of one of the categories."""
        for _ in range(limit):
            token = self[place]
            if token.is_number or not any(category in token.meanings for category in categories):
                break
            place += 1
        return place


NOTHING = Token("", -1, -1)


NUMBER_WORDS = frozenset({"numbers", "native", "multipliers", "ordinals"})


def cut_text(folded: str, lexicon: Lexicon, *, most: int, most_known: int) -> tuple[list[Token], int]:
    """Return the words, signs and figures of a text one by one, without spaces, and the place up to which.

    The middle of a long row of unknown ones is left out. After ``most`` numbers and number words, or ``most_known``
    tokens with which a fact could begin, the rest of the text isn't cut.
    """
    found: list[Token] = []
    glued = False
    numbers = known = unknown = 0
    for match in lexicon.tokens.finditer(folded):
        if numbers >= most or known >= most_known:
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
        token = Token(match[0], match.start(), match.end(), NO_MEANINGS, values, is_glued=glued)
        if kind == "term":
            _add_meanings(token, match, lexicon)
        if token.meanings or token.values or token.text[:1] in MAY_BEGIN:
            unknown = 0
            known += 1
        elif (unknown := unknown + 1) > 2 * FARTHEST:
            del found[-FARTHEST]
        numbers += token.is_number or (bool(token.meanings) and not NUMBER_WORDS.isdisjoint(token.meanings))
        found.append(token)
        glued = True
    return found, len(folded)


def _add_meanings(token: Token, match: re.Match[str], lexicon: Lexicon) -> None:
    term = match["term"]
    token.text = " ".join(term.split()) if " " in term or "\n" in term else term
    token.meanings = lexicon.look_up(token.text)
    token.is_joined = (match["prefix"] or "").startswith("و")
    if "ignored" in token.meanings and len(token.meanings) == 1:
        token.meanings = {}


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
