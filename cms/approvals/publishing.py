"""Publishing: the approved text, exactly, goes live when it is approved or when it is due.

``check_approval`` is the approvals' part of the publication rules (``cms.core.publication``): it runs whenever a row is
saved live, whatever code saves it.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page

from cms.approvals.models import Approval
from cms.approvals.schedule import find_expiry
from cms.approvals.signals import text_published
from cms.core.corrections import record_corrections
from cms.core.embargo import EMBARGO_CHECK
from cms.core.models import BasePage
from cms.core.publication import PublicationRefused, Refusal
from cms.quality_checks.contact_check import list_contact_findings
from cms.segments.page_segments import extract
from cms.segments.segment import digest, from_snapshot
from translations.languages import SOURCE

APPROVAL_CHECK = "approval"
WHEN_DUE = frozenset({APPROVAL_CHECK, EMBARGO_CHECK})
"""The publication rules that a text which awaits its time meets only when it is due."""
ROOT_DEPTH = 1

logger = logging.getLogger(__name__)


@dataclass
class PublishingRun:
    """One run of ``publish_due``: the approvals published, those refused with their reasons, and the pages expired."""

    published: list[Approval] = field(default_factory=list)
    refused: list[tuple[Approval, PublicationRefused]] = field(default_factory=list)
    expired: list[Page] = field(default_factory=list)


def publish(*, approval: Approval, action: PublishPageRevisionAction) -> None:
    """Make the approved revision live. ``approval`` is current already, and ``action`` is of its revision.

    Saving the page runs the publication rules, which compare its text with the approval. Raise ``PublicationRefused``;
    the caller's transaction must end with it.
    """
    # The approver's permission was checked by the project's own table.
    action.execute(skip_permission_checks=True)
    record_corrections(action.object, at=approval.published_at or timezone.now())
    text_published.send(sender=Approval, approval=approval)


def publish_due(*, at: datetime) -> PublishingRun:
    """Publish what is approved and due, sources first, and unpublish what has expired.

    A refusal is logged and doesn't delay the others.
    """
    run = PublishingRun()
    due = Approval.objects.due(at).order_by("due_at", "pk")
    for approval in sorted(due, key=lambda approval: approval.language != SOURCE):
        try:
            run.published += _publish_awaiting(approval.pk, at=at)
        except PublicationRefused as refusal:
            logger.warning("Approval %s is due and was refused: %s.", approval.pk, type(refusal).__name__)
            run.refused.append((approval, refusal))
    for page in Page.objects.filter(live=True, expire_at__lte=at).specific():
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        run.expired.append(page)
    return run


@transaction.atomic
def _publish_awaiting(pk: int, *, at: datetime) -> list[Approval]:
    """Publish the approval unless it was postponed or cancelled since it was found; return what went live."""
    rows = Approval.objects.due(at).select_related("revision", "approved_by")
    approval = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if approval is None:
        return []
    if approval.revision is None:
        raise PublicationRefused([Refusal("changed", _("The text isn't the one that was approved."))])
    typed = list_contact_findings(from_snapshot(approval.snapshot), language=approval.language)
    if typed:  # approved when a registered number could still be typed
        raise PublicationRefused([Refusal("typed_contact", finding.text) for finding in typed])
    same = Approval.objects.filter(translation_key=approval.translation_key, language=approval.language)
    same.current().update(superseded_at=at)
    approval.published_at = at
    approval.save(update_fields=["published_at"])
    action = PublishPageRevisionAction(approval.revision, user=approval.approved_by)
    if action.object.go_live_at and action.object.go_live_at > at:
        action.object.go_live_at = at  # it was brought forward: Wagtail would only record the time of the revision
    action.object.expire_at = find_expiry(approved=approval.revision, newest=action.object.latest_revision)
    publish(approval=approval, action=action)
    return [approval]


def check_approval(page: BasePage) -> list[Refusal]:
    """Return why this page may not be live as it is in memory. One without text or choices never needs an approval."""
    refusals = _check_place(page)
    segments = extract(page)
    approval = Approval.objects.of(page).current().first()
    if approval is None and not segments:
        return refusals
    if approval is None:
        refusals.append(Refusal("unapproved", _explain_unapproved(page)))
    elif approval.digest != digest(segments):
        text = _("“%(title)s” can't go live: it isn't exactly the text that was approved. Submit it for approval.")
        refusals.append(Refusal("changed", text % {"title": page.title}))
    return refusals


def _check_place(page: BasePage) -> list[Refusal]:
    """Refuse a page in the tree of another language."""
    if page.depth is None or page.depth <= ROOT_DEPTH + 1:
        return []
    parent = _read_parent(page)
    if parent is None or parent.locale_id == page.locale_id:
        return []
    text = _("“%(title)s” is in the page tree of another language and can't be live there.")
    return [Refusal("place", text % {"title": page.title})]


def _read_parent(page: BasePage) -> Page | None:
    """Return the parent. It and the language are kept with the page, because the next steps of saving ask for both."""
    parent: Page | None = Page.objects.filter(path=page.path[: -page.steplen]).select_related("locale").first()
    if parent is not None:
        page._cached_parent_obj = parent  # where treebeard keeps what ``get_parent`` returns
        if parent.locale_id == page.locale_id:
            page.locale = parent.locale
    return parent


def _explain_unapproved(page: BasePage) -> str:
    approvals = Approval.objects.of(page)
    if awaiting := approvals.awaiting().first():
        local = timezone.localtime(awaiting.due_at)
        text = _("“%(title)s” is approved and goes live automatically on %(day)s at %(time)s.")
        return text % {"title": page.title, "day": f"{local:%d/%m/%Y}", "time": f"{local:%H:%M}"}
    if approvals.filter(withdrawn_at__isnull=False).exists():
        return _("“%(title)s” was withdrawn. It can be live again once it is approved again.") % {"title": page.title}
    return _("“%(title)s” isn't approved in this language. Submit it for approval.") % {"title": page.title}
