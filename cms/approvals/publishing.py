"""The last step: exactly the approved text goes live, by hand or by the clock, and nothing else can.

``check_approval`` is the desk's part of the gate (``cms.core.publication``): it holds against every path by which a
row could become live, whoever opens it.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.approvals.models import Approval
from cms.core.embargo import is_embargoed
from cms.core.models import BasePage
from cms.core.publication import PublicationRefused, Refusal
from cms.segments.page_segments import extract
from cms.segments.segment import digest, get_texts
from translations.languages import SOURCE

APPROVAL_CHECK = "approval"
ROOT_DEPTH = 1

logger = logging.getLogger(__name__)


@dataclass
class ClockResult:
    """What the clock did: titles that went live, titles that expired, and what was refused with its reasons."""

    published: list[Approval] = field(default_factory=list)
    refused: list[tuple[Approval, PublicationRefused]] = field(default_factory=list)
    expired: list[Page] = field(default_factory=list)


@transaction.atomic
def go_live(*, approval: Approval, at: datetime) -> None:
    """Publish the approval's frozen revision; raise ``PublicationRefused`` if it isn't the approved text any more."""
    if approval.revision is None or digest(extract(approval.revision.as_object())) != approval.digest:
        raise PublicationRefused([Refusal("changed", _("The text isn't the one that was approved."))])
    same = Approval.objects.filter(translation_key=approval.translation_key, language=approval.language)
    same.current().exclude(pk=approval.pk).update(superseded_at=at)
    approval.published_at = at
    approval.save(update_fields=["published_at"])
    approval.revision.publish(user=approval.approved_by, skip_permission_checks=True)


def publish_due(*, at: datetime) -> ClockResult:
    """Publish what is approved and due, sources first, and take down what has expired.

    A refusal is logged and keeps no other page from its time.
    """
    result = ClockResult()
    due = Approval.objects.due(at).select_related("revision", "approved_by").order_by("due_at", "pk")
    for approval in sorted(due, key=lambda approval: approval.language != SOURCE):
        try:
            go_live(approval=approval, at=at)
            result.published.append(approval)
        except PublicationRefused as refusal:
            logger.warning("“%s” is due and was refused: %s", approval, refusal)
            result.refused.append((approval, refusal))
    for page in Page.objects.filter(live=True, expire_at__lte=at).specific():
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        result.expired.append(page)
    return result


def check_approval(page: BasePage) -> list[Refusal]:
    """Say why this page may not be live as it stands in memory. A page without words of its own needs no approval."""
    refusals = _check_place(page)
    segments = extract(page)
    if not get_texts(segments):
        return refusals
    if is_embargoed(page.embargo_until, at=timezone.now()):
        refusals.append(Refusal("embargo", _("“%(title)s” is under embargo.") % {"title": page.title}))
    approval = Approval.objects.of(page).current().first()
    if approval is None:
        refusals.append(Refusal("unapproved", _explain_missing(page)))
    elif approval.digest != digest(segments):
        text = _(
            "“%(title)s” can't go live as it stands: it isn't exactly the text that was approved. "
            "Submit it for approval."
        )
        refusals.append(Refusal("changed", text % {"title": page.title}))
    return refusals


def _check_place(page: BasePage) -> list[Refusal]:
    """A page is live only in the tree of its own language."""
    if page.depth is None or page.depth <= ROOT_DEPTH + 1:
        return []
    parent = page.get_parent()
    if parent is None or parent.locale_id == page.locale_id:
        return []
    text = _("“%(title)s” stands in the tree of another language; it can't be live there.")
    return [Refusal("place", text % {"title": page.title})]


def _explain_missing(page: BasePage) -> str:
    approvals = Approval.objects.of(page)
    if awaiting := approvals.awaiting().first():
        local = timezone.localtime(awaiting.due_at)
        text = _("“%(title)s” is approved and goes live by itself on %(day)s at %(time)s.")
        return text % {"title": page.title, "day": f"{local:%d/%m/%Y}", "time": f"{local:%H:%M}"}
    if approvals.filter(withdrawn_at__isnull=False).exists():
        return _("“%(title)s” was withdrawn. It can be live again once it is approved again.") % {"title": page.title}
    return _("“%(title)s” isn't approved in this language. Submit it for approval.") % {"title": page.title}
