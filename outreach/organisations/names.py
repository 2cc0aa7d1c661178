"""Names of organisations compared: two of one name are one organisation unless a person says that they aren't."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

from outreach.organisations.models import Organisation
from translations.languages import CODES, get_column

Names = Mapping[str, list[Organisation]]
NAME_FIELDS = tuple(get_column("name", code) for code in CODES)


def normalise(name: str) -> str:
    """Return the name without case, and without more than one space between its words; marks are kept."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def index_names() -> Names:
    """Return the organisations by each of their names, normalised."""
    index: dict[str, list[Organisation]] = defaultdict(list)
    for organisation in Organisation.objects.order_by("pk"):
        names = (getattr(organisation, field) for field in NAME_FIELDS)
        for name in dict.fromkeys(normalise(name) for name in names if name):
            index[name].append(organisation)
    return index


def find_namesakes(
    names: Iterable[str | None], *, besides: int | None = None, index: Names | None = None
) -> list[Organisation]:
    """Return the organisations that have one of these names, in any language, each once; not ``besides``."""
    wanted = dict.fromkeys(normalise(name) for name in names if name and name.strip())
    if not wanted:
        return []
    known = index_names() if index is None else index
    found = {each.pk: each for name in wanted for each in known.get(name, ()) if each.pk != besides}
    return list(found.values())
