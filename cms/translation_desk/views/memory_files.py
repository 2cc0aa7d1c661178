"""Views of a language's memory as a whole: downloaded as TMX, and files of other tools imported and removed."""

from typing import cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from cms.core.language_names import name_language
from cms.exchange.documents import ImportFault
from cms.translation_memory.exchange import export_memory, import_memory, remove_import
from cms.translation_memory.models import MemoryImport
from cms.translation_memory.tmx import MemoryRefused
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import TARGETS, get_language_entry


class MemoryForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("TMX file"),
        help_text=gettext_lazy("The source texts with a translation into this language are taken, as plain text."),
        widget=forms.FileInput(attrs={"accept": ".tmx"}),
    )


@requires(Capability.SEE_DESK)
def choose(request: HttpRequest) -> HttpResponse:
    """Redirect to the first language that the user translates into, else to the first of all."""
    own = [code for code in TARGETS if may(request.user, Capability.TRANSLATE, language=code)]
    return redirect("desk_memory_files", (own or TARGETS)[0])


@requires(Capability.SEE_DESK)
def show(request: HttpRequest, language: str) -> HttpResponse:
    """Show which files were imported into a language's memory; import one."""
    _require_target(language)
    may_import = may(request.user, Capability.EDIT_GLOSSARY, language=language)
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    form = MemoryForm(request.POST or None, request.FILES or None)
    faults: tuple[ImportFault, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            count = import_memory(
                data=file.read(), name=file.name, language=language, by=cast(User, request.user), at=timezone.now()
            )
        except MemoryRefused as refused:
            faults = (ImportFault(file.name, str(refused), refused.line),)
        else:
            text = ngettext(
                "%(count)s text was imported. It is offered beside the approved ones.",
                "%(count)s texts were imported. They are offered beside the approved ones.",
                count,
            )
            messages.success(request, text % {"count": count})
            return redirect("desk_memory_files", language)
    entry = get_language_entry(language)
    title = f"{_('Translation memory')} · {name_language(entry)}"
    context = {
        "header_title": title,
        "page_title": title,
        "header_icon": "globe",
        "language": entry,
        "languages": [get_language_entry(code) for code in TARGETS],
        "imports": MemoryImport.objects.filter(language=language).select_related("by").order_by("-at", "-pk"),
        "form": form,
        "faults": faults,
        "may_import": may_import,
    }
    status = 422 if faults or form.errors else 200
    return render(request, "translation_desk/memory_files.html", context, status=status)


@requires(Capability.SEE_DESK)
@require_safe
def download(request: HttpRequest, language: str) -> StreamingHttpResponse:
    """Return the approved translations into a language as TMX."""
    _require_target(language)
    name = f"memory-{get_language_entry(language).tag}.tmx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(
        export_memory(language=language), content_type="application/x-tmx+xml", headers=headers
    )


@requires(Capability.EDIT_GLOSSARY)
@require_POST
def remove(request: HttpRequest, import_id: int) -> HttpResponse:
    """Remove an imported file from the memory."""
    memory_import = get_object_or_404(MemoryImport, pk=import_id)
    language, name = memory_import.language, memory_import.name
    remove_import(memory_import=memory_import, by=cast(User, request.user))
    messages.success(request, _("“%(name)s” and its texts were removed.") % {"name": name})
    return redirect("desk_memory_files", language)


def _require_target(language: str) -> None:
    if language not in TARGETS:
        raise Http404
