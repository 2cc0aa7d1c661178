"""Views of the exchange: export of items for translation, and import of translated files as drafts."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.approvals.embargoed_texts import find_embargoed, may_see_embargoed
from cms.approvals.status import find_source_pages, get_kinds, get_statuses
from cms.approvals.translation_drafts import SavedMeanwhile
from cms.core.language_names import name_language
from cms.exchange.documents import ExchangeRefused, ImportFault
from cms.exchange.exporting import export
from cms.exchange.importing import ImportOutcome
from cms.translation_desk.filters import TableFilter
from cms.translation_desk.forms import ExportForm, ImportForm
from cms.translation_desk.imported_files import import_with_notes
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import TARGETS, get_language_entry

ITEMS_SHOWN = 200


@requires(Capability.SEE_DESK)
def show_export(request: HttpRequest) -> HttpResponse:
    """List the items that can be exported, filtered like the table; return the chosen ones as a file."""
    chosen = TableFilter(request.GET, user=cast(User, request.user), today=timezone.localdate())
    sources = chosen.find_matching()
    shown = list(sources[:ITEMS_SHOWN])
    names = {kind: str(model._meta.verbose_name) for kind, model in get_kinds().items()}
    items = [
        (str(item.translation_key), f"{item.title} ({names[item.kind]})") for item in get_statuses(shown, languages=())
    ]
    form = ExportForm(request.POST or None, items=items, initial=_get_initial(request, chosen.criteria))
    faults: tuple[ImportFault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _export(form, user=chosen.user)
        except ExchangeRefused as refused:
            faults = refused.faults
    context = {
        **_make_header(_("Export for translation")),
        "filter": chosen,
        "form": form,
        "faults": faults,
        "is_cut": sources.count() > len(shown),
        "limit": ITEMS_SHOWN,
    }
    return render(request, "translation_desk/export.html", context, status=422 if faults or form.errors else 200)


@requires(Capability.TRANSLATE)
def show_import(request: HttpRequest) -> HttpResponse:
    """Import an upload as drafts; report its faults or conflicts."""
    form = ImportForm(request.POST or None, request.FILES or None)
    faults: tuple[ImportFault, ...] = ()
    outcome = None
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            outcome = _import(request, form)
            status = 409 if outcome.has_conflicts and not form.cleaned_data["skip_conflicts"] else 200
        except ExchangeRefused as refused:
            faults, status = refused.faults, 422
        except PermissionDenied as denied:
            faults, status = (ImportFault(form.cleaned_data["file"].name, str(denied)),), 403
        except SavedMeanwhile as meanwhile:
            faults, status = (ImportFault(form.cleaned_data["file"].name, str(meanwhile)),), 409
    context = {
        **_make_header(_("Import translations")),
        "form": form,
        "faults": faults,
        "outcome": outcome,
        "results": _list_results(outcome) if outcome else [],
    }
    return render(request, "translation_desk/import.html", context, status=422 if form.errors else status)


def _get_initial(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    own = [code for code in TARGETS if may(request.user, Capability.TRANSLATE, language=code)]
    language = asked.get("language")
    return {
        "languages": [language] if language in TARGETS else own,
        "states": [asked["status"]] if asked.get("status") else [],
    }


def _export(form: ExportForm, *, user: User) -> HttpResponse:
    chosen, embargoed = form.cleaned_data, find_embargoed(at=timezone.now())
    pages = find_source_pages().filter(translation_key__in=[UUID(key) for key in chosen["items"]])
    work = [
        (item.translation_key, cell.language)
        for item in get_statuses(pages, languages=chosen["languages"])
        for cell in item.cells
        if (not chosen["states"] or cell.status in chosen["states"])
        and (item.translation_key not in embargoed or may_see_embargoed(user, language=cell.language))
    ]
    exported = export(work=work, file_format=chosen["file_format"])
    headers = {"Content-Disposition": f'attachment; filename="{exported.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(exported.data, content_type=exported.content_type, headers=headers)


def _import(request: HttpRequest, form: ImportForm) -> ImportOutcome:
    file = form.cleaned_data["file"]
    imported = import_with_notes(
        name=file.name,
        data=file.read(),
        by=cast(User, request.user),
        skip_conflicts=form.cleaned_data["skip_conflicts"],
        at=timezone.now(),
    )
    if imported.outcome.is_saved:
        messages.success(request, _("The changes in the file were saved as drafts. None of them is live."))
    elif not imported.outcome.has_conflicts:
        messages.info(request, _("The file contains nothing new. No draft was saved."))
    if imported.comments:
        text = ngettext(
            "%(count)s note in the file was kept as a comment.",
            "%(count)s notes in the file were kept as comments.",
            imported.comments,
        )
        messages.success(request, text % {"count": imported.comments})
    return imported.outcome


def _list_results(outcome: ImportOutcome) -> list[dict[str, Any]]:
    return [
        {
            "plan": plan,
            "title": plan.source.page.title,
            "language": name_language(get_language_entry(plan.document.language)),
            "entry": get_language_entry(plan.document.language),
            "key": plan.document.item,
        }
        for plan in outcome.plans
    ]


def _make_header(title: str) -> dict[str, str]:
    return {"header_title": title, "page_title": title, "header_icon": "globe"}
