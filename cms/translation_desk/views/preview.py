"""Source and translation beside each other as readers will see them, the drafts included."""

import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.approvals.drafts import get_draft
from cms.approvals.translation_drafts import find_translation, get_source_text
from cms.quality_checks.source_facts import TOKEN
from cms.segments.diff import strip_tags
from cms.segments.page_segments import extract
from cms.translation_desk.views.writing import describe
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import SOURCE, TARGETS

INLINE = re.compile(r"</?(?:a|b|i|em|strong)\b[^>]*>")


@requires(Capability.SEE_DESK)
def preview(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Show both pages in frames; with ``?path=`` the script looks for that segment's words in each of them."""
    page = find_translation(key, language) if language in TARGETS else None
    if page is None:
        raise Http404
    source = get_source_text(key)
    path = request.GET.get("path", "")
    texts = [{segment.path: segment.text for segment in each} for each in (source.segments, extract(get_draft(page)))]
    codes = (SOURCE, language)
    context = {
        **describe(request, source, language),
        "page_subtitle": _("Both as pages, side by side"),
        "frames": [
            {"address": reverse("desk_preview_page", args=[key, code]), "words": find_words(words.get(path, ""))}
            for code, words in zip(codes, texts, strict=True)
        ],
    }
    return render(request, "translation_desk/preview.html", context)


@requires(Capability.SEE_DESK)
def show_page(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Answer with the draft as its readers would see it: of the source, the text that translations follow."""
    if language == SOURCE:
        page = get_source_text(key).page
    else:
        found = find_translation(key, language) if language in TARGETS else None
        if found is None:
            raise Http404
        page = get_draft(found)
    response: HttpResponse = page.make_preview_request(request, page.default_preview_mode)
    return response


def find_words(text: str) -> str:
    """Return the first words of a text that stand on its page as they are: up to a fact or a new line."""
    lines = TOKEN.sub("\n", strip_tags(INLINE.sub("", text), by="\n")).split("\n")
    return next((line.strip() for line in lines if line.strip()), "")
