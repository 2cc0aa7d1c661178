"""Units and battles for the search: their names in each language, those of pages about them, and a filter."""

from collections.abc import Hashable, Iterable, Iterator

from django.utils.translation import get_language

from cms.campaign.models import Subject
from cms.core.models import BasePage
from cms.core.search import LISTED
from cms.core.search_filters import FilterChoice
from cms.core.search_index.names import make_token
from cms.core.search_index.units import list_unit_tokens
from translations.languages import CODES, SOURCE, get_column
from translations.terms import Term

_FIELDS = ("slug", "other_names", *(get_column("name", code) for code in CODES))
PART_OF_SPEECH = "unit"
"""Of battles too: in a text the capital letters of either tell it from other words."""


def get_version() -> Hashable:
    """Return what changes whenever a name of a unit or battle does: the names themselves."""
    return repr(list(Subject.objects.order_by("pk").values_list(*_FIELDS)))


def list_terms(language: str) -> Iterator[Term]:
    """Yield the names with what they are called in the language; other names are the same in all of them.

    Each is another way to write the name in the source language, so that whichever was typed finds all pages.
    """
    for subject in Subject.objects.order_by("pk"):
        name = get_source_name(subject)
        rendering = getattr(subject, get_column("name", language)) or ""
        written = dict.fromkeys([rendering, *subject.other_names])
        yield Term(name, PART_OF_SPEECH, "", tuple(each for each in written if each), (), "")


def get_source_name(subject: Subject) -> str:
    """Return the name in the source language, under which pages are found."""
    return str(getattr(subject, get_column("name", SOURCE)) or subject.slug)


def list_page_tokens(page: BasePage, text: str) -> Iterable[str]:
    """Yield the tokens under which a page is found by the names and numbers of its units and battles, and filtered."""
    for subject in page.subjects.all() if hasattr(page, "subjects") else ():
        yield f"{LISTED}subject:{subject.slug}"
        yield make_token(get_source_name(subject))
        for name in (get_source_name(subject), *subject.other_names):
            yield from list_unit_tokens(name, language=SOURCE)


def list_choices() -> list[FilterChoice]:
    """Return the units and battles as choices of a filter, in the order of their names in the active language."""
    subjects = Subject.objects.order_by(get_column("name", get_language() or SOURCE), "pk")
    return [FilterChoice(subject.slug, subject.name) for subject in subjects]
