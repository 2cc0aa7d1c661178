"""Views of the dossier of an item in one language, as a page and as JSON."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.approvals.models import ChangeLevel
from cms.approvals.outlook import write_outlook
from cms.core.language_names import name_language
from cms.segments.segment import Segment, SegmentKind
from cms.translation_desk.dossier import Dossier, DossierLine, find_approved_languages, read_dossier, write_json
from cms.translation_desk.presentation import show_text
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import CODES, LANGUAGES, SOURCE, get_language_entry


@requires(Capability.SEE_DESK)
def show(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    dossier = _read(key, language)
    entry = get_language_entry(language)
    approved = find_approved_languages(key)
    context: dict[str, Any] = {
        "header_title": _("Dossier"),
        "page_title": _get_title(dossier),
        "page_subtitle": _("Dossier, %(language)s") % {"language": name_language(entry)},
        "header_icon": "doc-full",
        "key": key,
        "language": entry,
        "source_language": get_language_entry(SOURCE),
        "is_source": language == SOURCE,
        "languages": [other for other in LANGUAGES if other.code in approved],
        "entries": [(found, [_show_line(line) for line in found.lines]) for found in dossier.entries],
        "others": dossier.others,
        "outlook": write_outlook(translation_key=key, language=language, at=timezone.now()),
        "editorial": ChangeLevel.EDITORIAL,
    }
    return render(request, "translation_desk/dossier.html", context)


@requires(Capability.SEE_DESK)
def download(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    response = JsonResponse(
        {"approvals": write_json(_read(key, language))}, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = f'attachment; filename="dossier-{key}-{language}.json"'
    return response


def _read(key: UUID, language: str) -> Dossier:
    """Return the dossier; raise 404 for an item that was never submitted in any language."""
    if language not in CODES:
        raise Http404
    dossier = read_dossier(translation_key=key, language=language)
    if not dossier.entries and not dossier.others and not find_approved_languages(key):
        raise Http404
    return dossier


def _get_title(dossier: Dossier) -> str:
    titles = [*(entry.approval.title for entry in dossier.entries), *(other.title for other in dossier.others)]
    return titles[0] if titles else _("Nothing has been approved in this language.")


def _show_line(line: DossierLine) -> dict[str, Any]:
    return {
        "label": line.label,
        "source": _show_segment(line.source),
        "text": _show_segment(line.text),
        "changes": line.changes,
    }


def _show_segment(segment: Segment | None) -> str:
    """Return the text to display; a choice, such as of an image or contact, is shown as it was recorded."""
    if segment is None:
        return ""
    return segment.text if segment.kind == SegmentKind.CHOICE else show_text(segment)
