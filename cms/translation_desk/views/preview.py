"""Preview of source and translation as readers will see them, drafts included."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.approvals.drafts import get_draft, get_source_approval
from cms.approvals.translation_drafts import find_translation, get_source_page, get_source_text
from cms.core.models import BasePage
from cms.facts.tokens import TOKEN
from cms.segments.markup import TAG, strip_tags
from cms.segments.page_segments import extract_texts
from cms.translation_desk.views.embargo import get_visible_submission
from cms.translation_desk.views.writing import describe
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import SOURCE, TARGETS

INLINE = frozenset({"a", "b", "i", "em", "strong"})


@requires(Capability.SEE_DESK)
def preview(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Show both pages in frames; with ``?path=`` the script scrolls each of them to that segment's words."""
    page = find_translation(key, language) if language in TARGETS else None
    if page is None:
        raise Http404
    source = get_source_text(key)
    path = request.GET.get("path", "")
    pages = (source.segments, extract_texts(get_draft(page)))
    texts = [{segment.path: segment.text for segment in segments} for segments in pages]
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
    """Respond with the draft as readers would see it; for the source, with the text that translations follow."""
    if language == SOURCE:
        page = _get_source_page(key)
    else:
        found = find_translation(key, language) if language in TARGETS else None
        if found is None:
            raise Http404
        page = get_draft(found)
    response: HttpResponse = page.make_preview_request(request, page.default_preview_mode)
    return response


@requires(Capability.SEE_DESK)
def show_submission(request: HttpRequest, submission_id: int) -> HttpResponse:
    """Respond with exactly the submitted revision as readers would see it."""
    submission = get_visible_submission(submission_id=submission_id, user=cast(User, request.user))
    if submission.revision is None:
        raise Http404
    page: BasePage = submission.revision.as_object()
    response: HttpResponse = page.make_preview_request(request, page.default_preview_mode)
    return response


def _get_source_page(key: UUID) -> BasePage:
    """Return the page of ``get_source_text`` with its place in the tree, which a preview needs."""
    approval = get_source_approval(key)
    if approval is None or approval.revision is None:
        return get_draft(get_source_page(key))
    page: BasePage = approval.revision.as_object()
    return page


def find_words(text: str) -> str:
    """Return the first words of a text that its page shows unchanged: up to a fact or a line break."""
    blocks = TAG.sub(lambda tag: "" if tag["name"] in INLINE else tag[0], text)
    lines = TOKEN.sub("\n", strip_tags(blocks, by="\n")).split("\n")
    return next((line.strip() for line in lines if line.strip()), "")
