"""Sending translations out as files, and taking them back as drafts."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.approvals.status import find_source_pages, get_kinds, get_statuses
from cms.approvals.translation_drafts import SavedMeanwhile
from cms.core.language_names import name_language
from cms.exchange.documents import ExchangeRefused, ImportFault
from cms.exchange.exporting import send_out
from cms.exchange.importing import Outcome, take_back
from cms.translation_desk.filters import TableFilter
from cms.translation_desk.forms import SendOutForm, TakeBackForm
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import TARGETS, get_language_entry

ITEMS_SHOWN = 200


@requires(Capability.SEE_DESK)
def send(request: HttpRequest) -> HttpResponse:
    """Show what may go out, filtered as the table is; answer the choice with a file."""
    chosen = TableFilter(request.GET, user=cast(User, request.user), today=timezone.localdate())
    sources = chosen.find_matching()
    shown = list(sources[:ITEMS_SHOWN])
    names = {kind: str(model._meta.verbose_name) for kind, model in get_kinds().items()}
    items = [
        (str(item.translation_key), f"{item.title} ({names[item.kind]})") for item in get_statuses(shown, languages=())
    ]
    form = SendOutForm(request.POST or None, items=items, initial=_choose_first(request, chosen.criteria))
    faults: tuple[ImportFault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _send(form)
        except ExchangeRefused as refused:
            faults = refused.faults
    context = {
        **_name(_("Send out for translation")),
        "filter": chosen,
        "form": form,
        "faults": faults,
        "is_cut": sources.count() > len(shown),
        "limit": ITEMS_SHOWN,
    }
    return render(request, "translation_desk/send_out.html", context, status=422 if faults or form.errors else 200)


@requires(Capability.TRANSLATE)
def take(request: HttpRequest) -> HttpResponse:
    """Take an upload back as drafts; say why not, or what is in conflict."""
    form = TakeBackForm(request.POST or None, request.FILES or None)
    faults: tuple[ImportFault, ...] = ()
    outcome = None
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            outcome = _take(request, form)
            status = 409 if outcome.has_conflicts and not form.cleaned_data["leave_conflicts"] else 200
        except ExchangeRefused as refused:
            faults, status = refused.faults, 422
        except PermissionDenied as denied:
            faults, status = (ImportFault(form.cleaned_data["file"].name, str(denied)),), 403
        except SavedMeanwhile as meanwhile:
            faults, status = (ImportFault(form.cleaned_data["file"].name, str(meanwhile)),), 409
    context = {
        **_name(_("Take translations back")),
        "form": form,
        "faults": faults,
        "outcome": outcome,
        "results": _show(outcome) if outcome else [],
    }
    return render(request, "translation_desk/take_back.html", context, status=422 if form.errors else status)


def _choose_first(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    own = [code for code in TARGETS if may(request.user, Capability.TRANSLATE, language=code)]
    language = asked.get("language")
    return {
        "languages": [language] if language in TARGETS else own,
        "states": [asked["status"]] if asked.get("status") else [],
    }


def _send(form: SendOutForm) -> HttpResponse:
    chosen = form.cleaned_data
    pages = find_source_pages().filter(translation_key__in=[UUID(key) for key in chosen["items"]])
    work = [
        (item.translation_key, cell.language)
        for item in get_statuses(pages, languages=chosen["languages"])
        for cell in item.cells
        if not chosen["states"] or cell.status in chosen["states"]
    ]
    parcel = send_out(work=work, file_format=chosen["file_format"])
    headers = {"Content-Disposition": f'attachment; filename="{parcel.name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(parcel.data, content_type=parcel.content_type, headers=headers)


def _take(request: HttpRequest, form: TakeBackForm) -> Outcome:
    file = form.cleaned_data["file"]
    outcome = take_back(
        name=file.name,
        data=file.read(),
        by=cast(User, request.user),
        leave_conflicts=form.cleaned_data["leave_conflicts"],
    )
    if outcome.taken:
        messages.success(request, _("What has changed in the file is saved as drafts. Nothing of it is live."))
    elif not outcome.has_conflicts:
        messages.info(request, _("The file holds nothing new: no draft was saved."))
    return outcome


def _show(outcome: Outcome) -> list[dict[str, Any]]:
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


def _name(title: str) -> dict[str, str]:
    return {"header_title": title, "page_title": title, "header_icon": "globe"}
