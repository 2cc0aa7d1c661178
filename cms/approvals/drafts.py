"""Drafts: the newest text of a page, its authors since the last approval, and the frozen revision of a submission."""

from functools import cache
from itertools import pairwise
from typing import cast
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision

from cms.approvals.models import Approval, ApprovalQuerySet
from cms.core.models import BasePage, drop_row_fields
from cms.segments.page_segments import extract
from cms.segments.segment import digest
from cms.users.models import User
from translations.languages import SOURCE


def get_language(page: Page) -> str:
    return cast(str, page.locale.language_code)


def get_draft(page: Page) -> BasePage:
    """Return the page as its latest revision has it, or the page itself if nothing was changed since publication."""
    row = cast(BasePage, page.specific)
    if not row.has_unpublished_changes or row.latest_revision is None:
        return row
    return cast(BasePage, row.with_content_json(row.latest_revision.content))


def read_revision(revision: Revision) -> BasePage:
    """Return the fields of a page as a revision has them, without its place in the tree: to read, never to save."""
    model = cast(type[BasePage], ContentType.objects.get_for_id(revision.content_type_id).model_class())
    page: BasePage = model.from_serializable_data(drop_row_fields(revision.content))
    page.locale_id = revision.content["locale"]
    return page


def get_source_approval(translation_key: UUID) -> Approval | None:
    """Return the approval that translations follow: the source's newest in force, live or awaiting its time."""
    approvals: ApprovalQuerySet = Approval.objects.filter(translation_key=translation_key, language=SOURCE)
    return approvals.in_force().select_related("revision").order_by("-approved_at", "-pk").first()


def freeze(*, page: BasePage, latest: Revision | None) -> Revision:
    """Return the latest draft as a revision without a user: Wagtail lets only a revision's own user overwrite it."""
    latest = latest or page.save_revision()
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


def find_authors(*, page: BasePage, last: Approval | None, by: User) -> list[int]:
    """Return the primary keys of ``by`` and of every other user who changed the text since its last approval.

    A revision that changes nothing has no author. Texts are compared only where ``by`` isn't the revision's user.
    """
    revisions = Revision.objects.for_instance(page).order_by("created_at", "pk").defer("content")
    if last is not None and last.revision_id:
        revisions = revisions.filter(pk__gt=last.revision_id)

    @cache
    def read_digest(revision: Revision | None) -> str:
        if revision is None:
            return last.digest if last is not None else ""
        return digest(extract(read_revision(revision)))

    authors = {by.pk}
    for before, revision in pairwise([None, *revisions]):
        user = revision.user_id
        if user is not None and user not in authors and read_digest(before) != read_digest(revision):
            authors.add(user)
    return sorted(authors)
