"""The parameters of public pages: where the reader is, the language asked for, and the number of a list's page.

Anything else that a link carries makes no other page. A value that can't be true raises ``BadParameter``, which is
answered by a page that says so, in the reader's language and with the hotline (``views.page_not_found``).
"""

from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.core.paginator import Page as ListPage
from django.http import Http404, HttpRequest

from translations.countries import get_usual_country, is_country
from translations.languages import CODES

ASKED = "asked"
"""The parameter with the language in which the reader wanted the page."""
COUNTRY = "from"
"""The parameter with the reader's country; it is in the address only, and kept nowhere else."""
ELSEWHERE = "other"
"""Its value for a reader whose country isn't offered."""


class BadParameter(Http404):
    """The address names something that doesn't exist; ``name`` is the parameter."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


def read_asked_language(request: HttpRequest) -> str:
    """Return the language that the address names, or "" if it names none; raise ``BadParameter``."""
    asked = request.GET.get(ASKED, "")
    if asked and asked not in CODES:
        raise BadParameter(ASKED)
    return asked


def read_asked_country(request: HttpRequest) -> str:
    """Return the country that the address names, ``ELSEWHERE``, or "" if it names none; raise ``BadParameter``."""
    asked = request.GET.get(COUNTRY, "")
    if asked and asked != ELSEWHERE and not is_country(asked):
        raise BadParameter(COUNTRY)
    return asked


def read_country(request: HttpRequest, *, language: str) -> str:
    """Return where the reader is: as the address says, else where most readers of the language are, else ""."""
    return read_asked_country(request) or get_usual_country(language)


def read_list_page(request: HttpRequest, entries: Any, *, per_page: int) -> ListPage[Any]:
    """Return the page of a list that the address names, the first if it names none; raise ``BadParameter``."""
    try:
        return Paginator(entries, per_page).page(request.GET.get("page") or 1)
    except InvalidPage as invalid:
        raise BadParameter("page") from invalid
