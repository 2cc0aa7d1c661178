"""Drafts: the newest text of a page, its authors since the last approval, and the frozen revision of a submission."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Any, cast
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision

from cms.approvals.models import Approval, ApprovalQuerySet
from cms.core.models import BasePage, drop_row_fields
from cms.segments.page_segments import extract
from cms.segments.segment import digest
from cms.users.models import User
from translations.languages import SOURCE

BESIDES_TEXT = ("slug", "go_live_at", "embargo_until", "expire_at")
"""Fields that an approval accepts with the text, though its digest doesn't cover them: the address and the times."""


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


def read_besides_text(revision: Revision | None) -> tuple[Any, ...]:
    """Return the address and the times in a revision, to be compared with those of another."""
    content: Mapping[str, Any] = revision.content if revision is not None else {}
    return tuple(content.get(name) for name in BESIDES_TEXT)


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
    """Return the primary keys of ``by`` and of every other user who changed the page since its last approval.

    A revision that changes nothing has no author. They are compared only where ``by`` isn't the revision's user.
    """
    revisions = Revision.objects.for_instance(page).order_by("created_at", "pk").defer("content")
    if last is not None and last.revision_id:
        revisions = revisions.filter(pk__gt=last.revision_id)

    @cache
    def read_state(revision: Revision | None) -> tuple[Any, ...]:
        if revision is None:
            return (last.digest, *read_besides_text(last.revision)) if last is not None else ()
        return (digest(extract(read_revision(revision))), *read_besides_text(revision))

    authors = {by.pk}
    for before, revision in pairwise([None, *revisions]):
        user = revision.user_id
        if user is not None and user not in authors and read_state(before) != read_state(revision):
            authors.add(user)
    return sorted(authors)
