"""View of the report on rights that end, on the screen and as a spreadsheet."""

from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from cms.approvals.embargoed_texts import find_embargoed, sees_all
from cms.newsroom.rights_report import When, list_ending, list_headings, make_plain
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability


class RightsSpreadsheet(SpreadsheetExportMixin):
    """The report in Wagtail's spreadsheet formats."""

    list_export: ClassVar[list[str]] = ["kind", "title", "ends_on", "territory", "used_by", "follows"]

    def __init__(self) -> None:
        self.export_headings = list_headings()

    def get_filename(self) -> str:
        return f"rights-{timezone.localdate():%Y-%m-%d}"


@requires(Capability.SEE_DESK)
@require_safe
def show_ending(request: HttpRequest) -> HttpResponseBase:
    """Show what ends this month, next month, or has ended."""
    now, user = timezone.now(), cast(User, request.user)
    asked = request.GET.get("when", "")
    when = When(asked) if asked in When.values else When.THIS
    hidden = frozenset() if sees_all(user) else find_embargoed(at=now)
    rows = list_ending(when=when, today=timezone.localdate(now), hidden=hidden)
    export = request.GET.get("export")
    if export in SpreadsheetExportMixin.FORMATS:
        written: HttpResponseBase = RightsSpreadsheet().as_spreadsheet(make_plain(rows), export)
        return written
    context: dict[str, Any] = {
        "header_title": _("Rights that end"),
        "page_title": _("Rights that end"),
        "header_icon": "date",
        "rows": rows,
        "when": when,
        "choices": When.choices,
    }
    return render(request, "newsroom/rights.html", context)
