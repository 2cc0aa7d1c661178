"""Roles of dates: whether one says when somebody was born, joined the army or died."""

from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.tokens import Tokens

NEAR, NEAR_UNSPACED = 5, 14
"""In tokens: without spaces an unknown word is one for each of its letters."""
ORIGIN = "origin"
"""What says where somebody is from, and so where they were born, but nothing of when."""
CALENDAR = frozenset({"date", "month", "year"})


def find_role(tokens: Tokens, fact: Found, before: Found | None) -> str:
    """Return the role of a date by the nearest word that names one, or an empty string."""
    if not any(reading[0] in CALENDAR for reading in fact.readings):
        return ""
    near = NEAR if tokens.lexicon.is_spaced else NEAR_UNSPACED
    if tokens.lexicon.is_after:
        for place in range(fact.after, min(fact.after + near, len(tokens))):
            if tokens[place].is_number or tokens[place].text in {",", ".", ";"}:
                break
            if role := _get_role(tokens, place):
                return role
    nearest = max(fact.first - near, before.after if before else 0)
    for place in range(fact.first - 1, nearest - 1, -1):
        if role := _get_role(tokens, place):
            return role
    return ""


def _get_role(tokens: Tokens, place: int) -> str:
    return next((str(role) for role in tokens[place].get("roles") if role != ORIGIN), "")
