from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.films.admin_rights import RightsState, find_holders, find_pages, list_files
from cms.films.models import RightsWindow
from cms.films.rights_plan import make_plan
from cms.films.territories import name_for_staff
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import SOURCE

FILES_PER_PAGE = 50
_DOWN = {RightsState.REFUSED, RightsState.ENDED}


@requires(Capability.SEE_DESK)
@require_safe
def rights_list(request: HttpRequest) -> HttpResponse:
    """Show the rights to pictures and films, the pages that use each, and who holds what was made of those down."""
    page = Paginator(list_files(on=timezone.localdate()), FILES_PER_PAGE).get_page(request.GET.get("p"))
    rows = []
    for file in page:
        pages = find_pages(file)
        rows.append({"file": file, "pages": pages, "holders": find_holders(pages) if file.state in _DOWN else []})
    context = {
        "header_title": _("Rights to pictures and films"),
        "page_title": _("Rights to pictures and films"),
        "header_icon": "date",
        "rows": rows,
        "page": page,
    }
    return render(request, "films/admin/rights.html", context)


@requires(Capability.WRITE_SOURCE)
@require_safe
def rights_plan(request: HttpRequest) -> HttpResponse:
    """Show the months in which each film may be shown, the rights that end this quarter, and all conflicts."""
    language = get_language() or SOURCE
    plan = make_plan(on=timezone.localdate())
    films = [
        {"film": entry.film, "rows": [(row, _name_place(row.window, language=language)) for row in entry.rows]}
        for entry in plan.films
    ]
    context = {
        "header_title": _("Plan of rights"),
        "page_title": _("Plan of rights"),
        "header_icon": "date",
        "plan": plan,
        "films": films,
        "ending": [(window, _name_place(window, language=language)) for window in plan.ending],
    }
    return render(request, "films/admin/rights_plan.html", context)


def _name_place(window: RightsWindow, *, language: str) -> str:
    return name_for_staff(window.territory, language=language) if window.territory else _("All countries")
