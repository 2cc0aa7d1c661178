"""Glossary: all desk staff search; translators add names; a language's reviewers and the desk lead change it."""

import io
import zipfile
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.core.folding import fold
from cms.core.language_names import name_language
from cms.glossary import tbx
from cms.glossary.editing import (
    ConfirmationRefused,
    GlossaryChanged,
    TablePlan,
    apply_plan,
    confirm,
    get_built_in_row,
    is_overridden,
    list_history,
    plan_table,
    register_name,
    reset_term,
    save_row,
)
from cms.glossary.forms import ApplyTableForm, NameForm, TableForm, make_row_form
from cms.glossary.terms import get_confirmed, get_names, get_rows
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import CODES, LANGUAGES, SOURCE, TARGETS, Language, UnknownLanguage, get_language_entry
from translations.term_tables import (
    BrokenGlossary,
    SourceRow,
    TableFault,
    TableRow,
    read_built_in_table,
    write_table,
)
from translations.terms import strip_marks


@requires(Capability.SEE_DESK)
def choose(request: HttpRequest) -> HttpResponse:
    """Redirect to the user's own language if they have exactly one, else to the source's."""
    own = [code for code in TARGETS if may(request.user, Capability.TRANSLATE, language=code)]
    return redirect("desk_glossary", own[0] if len(own) == 1 else SOURCE)


@requires(Capability.SEE_DESK)
def show(request: HttpRequest, language: str) -> HttpResponse:
    """Show a language's terms beside the source's, all of them or those that match the search."""
    entry = _get_entry(language)
    words = request.GET.get("q", "").strip()
    unconfirmed_only = "unconfirmed" in request.GET
    built_in = {row.term: row for row in read_built_in_table(language)}
    current = {row.term: row for row in get_rows(language)}
    unconfirmed = set(get_names()) & set(current) - get_confirmed(language) if language != SOURCE else set()
    rows = [
        {
            "source": source,
            "row": current.get(source.term),
            "is_overridden": source.term in current and current[source.term] != built_in.get(source.term),
            "is_unconfirmed": source.term in unconfirmed,
        }
        for source in get_rows(SOURCE)
        if _matches(words, source, current.get(source.term)) and (not unconfirmed_only or source.term in unconfirmed)
    ]
    context = {
        **_make_header(_("Glossary"), entry),
        "rows": rows,
        "words": words,
        "unconfirmed_only": unconfirmed_only,
        "unconfirmed": len(unconfirmed),
        "languages": LANGUAGES,
        "may_edit": may(request.user, Capability.EDIT_GLOSSARY, language=language),
    }
    return render(request, "glossary/glossary.html", context)


@requires(Capability.SEE_DESK)
def download(request: HttpRequest, language: str) -> HttpResponse:
    """Return the current table as CSV."""
    _get_entry(language)
    return _attach(_write(language), name=f"glossary-{language}.csv", content_type="text/csv; charset=utf-8")


@requires(Capability.SEE_DESK)
def download_tbx(request: HttpRequest, language: str) -> HttpResponse:
    """Return the current terms with their renderings as TBX."""
    _get_entry(language)
    data = tbx.write(sources=get_rows(SOURCE), rows=get_rows(language), language=language)
    return _attach(data, name=f"glossary-{language}.tbx", content_type="application/x-tbx")


@requires(Capability.SEE_DESK)
def download_all(request: HttpRequest) -> HttpResponse:
    """Return all tables in one ZIP."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for code in CODES:
            archive.writestr(f"{code}.csv", _write(code))
    return _attach(packed.getvalue(), name="glossary.zip", content_type="application/zip")


@requires(Capability.EDIT_GLOSSARY)
def change(request: HttpRequest, language: str) -> HttpResponse:
    """Change a term's entry in a language, add a term of the source, or reset a term to its built-in entry."""
    entry = _get_editable(request, language)
    term = request.GET.get("term", "")
    source = next((row for row in get_rows(SOURCE) if row.term == term), None)
    if source is None and (term or language != SOURCE):
        raise Http404
    row = next((row for row in get_rows(language) if row.term == term), None)
    if "reset" in request.POST and term:
        return _reset(request, term, language=language)
    if "confirm" in request.POST and term:
        return _confirm(request, term, language=language)
    form = make_row_form(language=language, row=row, data=request.POST or None)
    faults: tuple[TableFault, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, form.get_row(term), language=language)
        except BrokenGlossary as broken:
            faults = broken.faults
    context = {
        **_make_header(term or _("New term"), entry),
        "form": form,
        "faults": faults,
        "source": source,
        "is_name": isinstance(source, SourceRow) and source.is_name and language != SOURCE and row is not None,
        "is_confirmed": term in get_confirmed(language),
        "is_overridden": bool(term) and is_overridden(term=term, language=language),
        "built_in": get_built_in_row(term=term, language=language),
        "history": list_history(term=term, language=language) if term else [],
    }
    return render(request, "glossary/glossary_term.html", context, status=422 if faults or form.errors else 200)


@requires(Capability.TRANSLATE, Capability.EDIT_GLOSSARY)
def register(request: HttpRequest, language: str) -> HttpResponse:
    """Add a name that a translator or a reviewer has found in a text; it is enforced once somebody confirms it."""
    entry = _get_entry(language)
    may_register = (
        may(request.user, each, language=language) for each in (Capability.TRANSLATE, Capability.EDIT_GLOSSARY)
    )
    if language == SOURCE or not any(may_register):
        raise PermissionDenied
    name = request.GET.get("name", "").strip()
    form = NameForm(request.POST or None, language=language, initial=_suggest_name(name, entry))
    faults: tuple[TableFault, ...] = ()
    if request.method == "POST" and form.is_valid():
        source, row = form.get_rows()
        try:
            register_name(source=source, row=row, language=language, by=cast(User, request.user), at=timezone.now())
        except BrokenGlossary as broken:
            faults = broken.faults
        else:
            text = _("“%(term)s” is registered. It is enforced once another person has confirmed it.")
            messages.success(request, text % {"term": row.term})
            return redirect(f"{reverse('desk_glossary', args=[language])}?{urlencode({'q': row.term})}")
    context = {**_make_header(_("Register a name"), entry), "form": form, "faults": faults}
    return render(request, "glossary/glossary_term.html", context, status=422 if faults or form.errors else 200)


def _suggest_name(name: str, entry: Language) -> dict[str, str]:
    """Return what the form begins with: in Latin letters a name of the source stays, and may be without diacritics."""
    if entry.script != "Latn":
        return {"name": name}
    return {"name": name, "renderings": " | ".join(dict.fromkeys([name, strip_marks(name)]))}


@requires(Capability.EDIT_GLOSSARY)
def upload(request: HttpRequest, language: str) -> HttpResponse:
    """Preview the changes that an uploaded table would make; apply them on confirmation."""
    entry = _get_editable(request, language)
    is_confirmed = "fingerprint" in request.POST
    form = TableForm(*(() if is_confirmed else (request.POST or None, request.FILES or None)))
    faults: tuple[TableFault, ...] = ()
    plan, name = None, ""
    try:
        if is_confirmed:
            confirmed = ApplyTableForm(request.POST)
            if confirmed.is_valid():
                data = confirmed.cleaned_data
                name = data["name"]
                plan = plan_table(data=data["table"].encode(), name=name, language=language)
                return _apply(request, plan, fingerprint=data["fingerprint"])
        elif request.method == "POST" and form.is_valid():
            name = form.cleaned_data["file"].name
            plan = plan_table(data=form.cleaned_data["file"].read(), name=name, language=language)
    except BrokenGlossary as broken:
        faults = broken.faults
    except GlossaryChanged as changed:
        faults = (TableFault(name, str(changed)),)
    context = {**_make_header(_("Import a table"), entry), "form": form, "faults": faults, "plan": plan, "name": name}
    status = 422 if faults or form.errors else 200
    return render(request, "glossary/glossary_upload.html", context, status=status)


def _save(request: HttpRequest, row: TableRow, *, language: str) -> HttpResponse:
    save_row(row=row, language=language, by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("Saved. “%(term)s” takes effect immediately.") % {"term": row.term})
    return redirect(f"{reverse('desk_glossary', args=[language])}?{urlencode({'q': row.term})}")


def _confirm(request: HttpRequest, term: str, *, language: str) -> HttpResponse:
    try:
        confirm(term=term, language=language, by=cast(User, request.user), at=timezone.now())
    except ConfirmationRefused as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('desk_glossary_term', args=[language])}?{urlencode({'term': term})}")
    messages.success(request, _("Confirmed. From now on, translations are checked for “%(term)s”.") % {"term": term})
    return redirect(f"{reverse('desk_glossary', args=[language])}?{urlencode({'unconfirmed': 'on'})}")


def _reset(request: HttpRequest, term: str, *, language: str) -> HttpResponse:
    reset_term(term=term, language=language, by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("“%(term)s” was reset to the built-in entry.") % {"term": term})
    return redirect("desk_glossary", language)


def _apply(request: HttpRequest, plan: TablePlan, *, fingerprint: str) -> HttpResponse:
    count = apply_plan(plan=plan, fingerprint=fingerprint, by=cast(User, request.user), at=timezone.now())
    text = ngettext("%(count)s term was changed.", "%(count)s terms were changed.", count)
    messages.success(request, text % {"count": count})
    return redirect("desk_glossary", plan.language)


def _get_entry(language: str) -> Language:
    try:
        return get_language_entry(language)
    except UnknownLanguage as unknown:
        raise Http404 from unknown


def _get_editable(request: HttpRequest, language: str) -> Language:
    entry = _get_entry(language)
    if not may(request.user, Capability.EDIT_GLOSSARY, language=language):
        raise PermissionDenied
    return entry


def _matches(words: str, *rows: TableRow | None) -> bool:
    text = fold(" ".join(str(value) for row in rows if row for value in vars(row).values()))
    return all(word in text for word in fold(words).split())


def _write(language: str) -> bytes:
    return write_table(get_rows(language), language=language)


def _attach(data: bytes, *, name: str, content_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=content_type, headers=headers)


def _make_header(title: str, entry: Language) -> dict[str, Any]:
    title = f"{title} · {name_language(entry)}"
    return {
        "header_title": title,
        "page_title": title,
        "header_icon": "globe",
        "language": entry,
        "source_language": get_language_entry(SOURCE),
        "is_source": entry.code == SOURCE,
    }
