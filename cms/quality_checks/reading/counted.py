"""Classes of counted things, as far as the word behind a number tells: “83 tuổi” aren't “83 men”.

The classes overlap where languages name one for another: “12 hài cốt liệt sĩ” may be “the remains of 12 martyrs”.
"""

from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.tokens import Tokens

CLASSES = {
    "person": frozenset({"person"}),
    "year": frozenset({"year"}),
    "letter": frozenset({"letter"}),
    "photograph": frozenset({"photograph"}),
    "household": frozenset({"household"}),
    "family": frozenset({"household", "person"}),
    "grave": frozenset({"grave", "remains", "person"}),
    "remains": frozenset({"remains", "person"}),
}
OF_YEARS = ("year", "anniversary", "age")
NOTHING: frozenset[str] = frozenset()


def read_counted(tokens: Tokens, found: Found) -> tuple[frozenset[str], int]:
    """Return the classes that what a number counts may be of, and the place after the word; empty if unknown."""
    if not any(reading[0] == "number" for reading in found.readings):
        return NOTHING, found.after
    if any(reading[:1] == ("number",) and reading[2] in OF_YEARS for reading in found.readings):
        return CLASSES["year"], found.after
    after = tokens.skip(found.after, "joiners", "of", limit=1)
    names = tokens[after].get("counted")
    return (frozenset().union(*(CLASSES[str(each)] for each in names)), after + 1) if names else (NOTHING, found.after)
