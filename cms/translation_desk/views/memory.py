"""Views of the translation memory: matches for one segment, and filling a draft with exact matches."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cms.approvals.translation_drafts import SavedMeanwhile, find_translation, get_source_text, read_words
from cms.segments.diff import DiffChunk, changed_words
from cms.segments.inline_tags import adapt
from cms.segments.segment import Segment, SegmentKind, get_texts
from cms.translation_memory.lookup import Match, convert, find_matches
from cms.translation_memory.pretranslation import pretranslate
from cms.translation_memory.words import ReducedText
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import SOURCE, TARGETS, get_language_entry


@dataclass(frozen=True)
class Offer:
    """A match on the page: ``taken`` goes into the field, with the tags of its source; ``shown`` is displayed."""

    match: Match
    changes: tuple[DiffChunk, ...]
    taken: str
    shown: str


@require_GET
@requires(Capability.SEE_DESK)
def matches(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Respond with the matches for the text at ``path``, as a part of a page."""
    if language not in TARGETS:
        raise Http404
    source = get_source_text(key)
    segment = next((each for each in get_texts(source.segments) if each.path == request.GET.get("path")), None)
    if segment is None:
        raise Http404
    page = find_translation(key, language)
    written = read_words(page, source).get(segment.path, "") if page else ""
    found = find_matches(text=segment.text, kind=segment.kind, language=language)
    context = {
        "offers": [_offer(match, segment) for match in found if match.text != written],
        "language": get_language_entry(language),
        "source_language": get_language_entry(SOURCE),
        "may_translate": may(request.user, Capability.TRANSLATE, language=language),
    }
    return render(request, "translation_desk/memory.html", context)


@require_POST
@requires(Capability.TRANSLATE)
def fill(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Fill the empty texts of the draft that have an exact match."""
    page = find_translation(key, language) if language in TARGETS else None
    if page is None:
        raise Http404
    base = request.POST.get("base_revision_id", "")
    try:
        count = pretranslate(
            page=page,
            base_revision_id=int(base) if base.isdecimal() else 0,
            by=cast(User, request.user),
        )
    except SavedMeanwhile:
        messages.error(request, _("Someone saved this translation in the meantime. Nothing was filled in."))
    else:
        _report_taken(request, count)
    return redirect("desk_write", key=key, language=language)


def _report_taken(request: HttpRequest, count: int) -> None:
    if not count:
        messages.info(request, _("No empty text has an exact match."))
        return
    text = ngettext(
        "%(count)s empty text was filled with a text that was approved before or is elsewhere in this item. Read it.",
        "%(count)s empty texts were filled with texts that were approved before or are elsewhere in this item. Read "
        "them.",
        count,
    )
    messages.success(request, text % {"count": count})


def _offer(match: Match, segment: Segment) -> Offer:
    asked = ReducedText.read(segment.text, kind=segment.kind).plain
    stored = convert(match, kind=segment.kind)
    is_rich = segment.kind == SegmentKind.RICH
    return Offer(
        match=match,
        changes=() if match.is_exact else changed_words(escape(match.source), escape(asked), language=SOURCE),
        taken=adapt(stored, source=segment.text) if is_rich else stored,
        shown=ReducedText.read(stored, kind=segment.kind).plain if is_rich else stored,
    )
