"""Roles of dates: whether one says when somebody was born or died."""

from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.items import Items

NEAR = 5
CALENDAR = frozenset({"date", "month", "year"})


def find_role(items: Items, fact: Found, before: Found | None) -> str:
    """Return the role of a date by the nearest word that names one, or an empty string."""
    if not any(reading[0] in CALENDAR for reading in fact.readings):
        return ""
    if items.lexicon.is_after:
        for place in range(fact.after, min(fact.after + NEAR, len(items))):
            if items[place].is_number or items[place].text in {",", ".", ";"}:
                break
            if items[place].get("roles"):
                return str(items[place].get("roles")[0])
    nearest = max(fact.first - NEAR, before.after if before else 0)
    for place in range(fact.first - 1, nearest - 1, -1):
        if items[place].get("roles"):
            return str(items[place].get("roles")[0])
    return ""
