"""The draft that a language is worked on in, frozen when it is handed in."""

from typing import cast
from uuid import UUID

from wagtail.models import Page, Revision

from cms.approvals.models import Approval, ApprovalQuerySet
from cms.core.models import BasePage
from cms.segments.page_segments import extract
from cms.segments.segment import digest
from translations.languages import SOURCE


def get_language(page: Page) -> str:
    return cast(str, page.locale.language_code)


def get_draft(page: Page) -> BasePage:
    """Return the page as its latest revision has it."""
    return cast(BasePage, page.get_latest_revision_as_object())


def get_source_approval(translation_key: UUID) -> Approval | None:
    """Return the approval a translation follows: the source's newest, whether live or awaiting its time."""
    approvals: ApprovalQuerySet = Approval.objects.filter(translation_key=translation_key, language=SOURCE)
    return approvals.in_force().select_related("revision").order_by("-approved_at", "-pk").first()


def freeze(page: BasePage) -> Revision:
    """Return the latest draft as a revision that nobody owns: Wagtail lets only a revision's author rewrite it."""
    latest = page.get_latest_revision() or page.save_revision()
    if latest.user_id is None:
        return latest
    frozen = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=latest.content,
        object_str=latest.object_str,
    )
    Page.objects.filter(pk=page.pk).update(latest_revision=frozen, latest_revision_created_at=frozen.created_at)
    page.latest_revision = frozen
    page.latest_revision_created_at = frozen.created_at
    return frozen


def find_authors(page: BasePage) -> list[int]:
    """Return who changed what will be approved since the last approval: a saved draft that changes nothing is none."""
    last = Approval.objects.of(page).order_by("-approved_at", "-pk").first()
    revisions = page.revisions.order_by("created_at", "pk")
    if last is not None and last.revision_id:
        revisions = revisions.filter(pk__gt=last.revision_id)
    before = last.digest if last is not None else ""
    authors: set[int] = set()
    for revision in revisions:
        now = digest(extract(revision.as_object()))
        if now != before and revision.user_id is not None:
            authors.add(revision.user_id)
        before = now
    return sorted(authors)
