"""Numbers of which only the scale is said: “hàng trăm”, “vài nghìn”, “tens of thousands”, “数十万”."""

from fractions import Fraction

from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.lexicon import Lexicon, Value
from cms.quality_checks.reading.tokens import Token, Tokens

LONGEST = 3
"""Scale words in a row: “hàng chục nghìn tỷ”."""


def begins_vague(token: Token) -> bool:
    return "vague" in token.meanings or "vague_scales" in token.meanings


def read_vague(tokens: list[Token], place: int, lexicon: Lexicon) -> tuple[Token, int] | None:
    """Return a vague number as one token with the place after it, or None if the words here are something else."""
    first, at = tokens[place], place
    while at < len(tokens) and "vague" in tokens[at].meanings and at < place + LONGEST:
        at += 1
    values: set[Fraction] = {Fraction(1)}
    count = 0
    while count < LONGEST:
        step = at + (count > 0 and _is_of(tokens, at))
        scales = _get_scales(tokens, step, is_first=step == place)
        if not scales:
            break
        values = {value * Fraction(scale) for value in values for scale in scales}
        at, count = step + 1, count + 1
    if count == 1 and _is_repeated(tokens, at):
        at += 2
    if not count or (at == place + 1 and first.text in lexicon.ambiguous and "multipliers" in first.meanings):
        return None  # “тысячи” may also be the genitive of one thousand
    words = tokens[place:at]
    text = first.text if len(words) == 1 else " ".join(token.text for token in words)
    token = Token(text, first.start, words[-1].end, {"vague_values": tuple(values)}, is_glued=first.is_glued)
    token.is_certain = text not in lexicon.ambiguous
    return token, at


def find_vague(tokens: Tokens, place: int) -> Found | None:
    """Find a number whose scale alone is a fact: hundreds aren't thousands."""
    values = tokens[place].get("vague_values")
    if not values:
        return None
    readings = frozenset(("vague", Fraction(value)) for value in values)
    return Found(place, place + 1, readings, is_certain=tokens[place].is_certain)


def _is_of(tokens: list[Token], place: int) -> bool:
    return place < len(tokens) and not tokens[place].is_number and "of" in tokens[place].meanings


def _is_repeated(tokens: list[Token], place: int) -> bool:
    """Return True if the scale word before the place comes twice: “thousands upon thousands”, “miles y miles”."""
    return place + 1 < len(tokens) and tokens[place + 1].text == tokens[place - 1].text and tokens[place].text.isalpha()


def _get_scales(tokens: list[Token], place: int, *, is_first: bool) -> tuple[Value, ...]:
    """Return what the scale word here multiplies with; the first word of all must say that it is a vague one."""
    if place >= len(tokens) or tokens[place].is_number:
        return ()
    scales = tokens[place].get("vague_scales")
    return scales or (() if is_first else tokens[place].get("multipliers"))
