"""Admin page of avails: as XLSX or CSV, and read from a file, first on trial."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cms.change_requests.guards import read_values, write_values
from cms.files.refusal import UploadRefused
from cms.films.avails import list_avails
from cms.films.avails_import import AvailsTrial, request_windows, try_import
from cms.films.avails_table import get_format, read_file, write_csv, write_workbook
from cms.films.models import RightsWindow
from cms.films.rights_conflicts import describe_row
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability

SALT = "cms.films.avails"
SECONDS = 3_600
"""How long a trial may be imported."""
FIELDS = ("film", "licensor", "territory", "medium", "languages", "starts_on", "ends_on", "runs", "is_exclusive")
_FORMS = {
    "xlsx": (write_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_csv, "text/csv; charset=utf-8"),
}


class AvailsForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File (XLSX, or CSV in UTF-8)"))


@requires(Capability.WRITE_SOURCE)
@require_safe
def export_avails(request: HttpRequest, form: str) -> HttpResponse:
    """Send all avails from today on as XLSX or CSV."""
    if form not in _FORMS:
        raise Http404
    write, media_type = _FORMS[form]
    today = timezone.localdate()
    headers = {"Content-Disposition": f'attachment; filename="avails-{today:%Y-%m-%d}.{form}"'}
    return HttpResponse(write(list_avails(on=today)), content_type=media_type, headers=headers)


@requires(Capability.WRITE_SOURCE)
def import_avails(request: HttpRequest) -> HttpResponse:
    """Show what a file of avails would add; request it when the person confirms the trial."""
    if request.method == "POST" and "trial" in request.POST:
        return _request(request)
    form = AvailsForm(request.POST or None, request.FILES or None)
    trial = None
    if request.method == "POST" and form.is_valid():
        try:
            trial = try_import(read_file(form.cleaned_data["file"]))
        except UploadRefused as refused:
            form.add_error("file", str(refused))
    return render(request, "films/admin/avails.html", _describe(form, trial))


def _request(request: HttpRequest) -> HttpResponse:
    try:
        rows = signing.loads(request.POST["trial"], salt=SALT, max_age=SECONDS)
        windows = [_make_window(row) for row in rows]
        count = request_windows(windows, by=cast(User, request.user), at=timezone.now())
    except signing.BadSignature:
        messages.error(request, _("The trial is too old or was changed. Nothing was imported. Choose the file again."))
    except ValidationError as error:
        text = _("Nothing was imported, because something changed since the trial: %(errors)s Choose the file again.")
        messages.error(request, text % {"errors": " ".join(error.messages)})
    else:
        text = _("Rights that now wait for the approval of a second person: %(count)s.")
        messages.success(request, text % {"count": count})
        return redirect("change_requests")
    return redirect("film_avails")


def _make_window(row: dict[str, Any]) -> RightsWindow:
    window = RightsWindow()
    write_values(window, row)
    return window


def _describe(form: AvailsForm, trial: AvailsTrial | None) -> dict[str, Any]:
    rows = [_to_json(window) for window in trial.new] if trial else []
    return {
        "header_title": _("Avails"),
        "page_title": _("Avails"),
        "header_icon": "download",
        "form": form,
        "format": get_format(),
        "trial": trial,
        "described": [(describe_row(read.window), read) for read in trial.windows] if trial else [],
        "signed": signing.dumps(rows, salt=SALT, compress=True) if rows else "",
    }


def _to_json(window: RightsWindow) -> dict[str, Any]:
    values = read_values(window, FIELDS)
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}
