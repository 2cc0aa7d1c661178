"""Rules of preview links: who makes one, for which text and how long, and what it shows.

A link shows the text that was approved last, and only while it awaits its time: never a draft, nothing that is in
review, nothing that was withdrawn or cancelled. Once the text is public the link leads to the page. The token has 256
random bits and is shown once; whoever has none of the valid ones always gets the same answer.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from cms.approvals.models import Approval
from cms.approvals.permissions import require
from cms.approvals.refusals import DeskRefusal
from cms.core.models import BasePage
from cms.previews.models import PreviewLink
from cms.segments.page_segments import extract
from cms.segments.segment import digest
from cms.users.models import User
from cms.users.roles import Capability

LONGEST = timedelta(days=60)
LINK_MADE = "previews.make"
LINK_REVOKED = "previews.revoke"
"""Actions in Wagtail's history of the page."""
_TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class MadeLink:
    """A new link and its token, which is stored nowhere."""

    link: PreviewLink
    token: str


@dataclass(frozen=True)
class Preview:
    """The page that a link shows, exactly as it was approved, or the address at which it is public already."""

    link: PreviewLink
    page: BasePage | None = None
    due_at: datetime | None = None
    public_path: str = ""


class NothingShared(Exception):
    """The token is unknown, has ended or was revoked, or its text isn't approved any more; it doesn't say which."""


@transaction.atomic
def make_link(
    *, translation_key: UUID, language: str, recipient: str, ends_at: datetime, by: User, at: datetime
) -> MadeLink:
    """Make a link to the text that awaits its time; raise ``PermissionDenied`` or ``DeskRefusal``."""
    require(by, Capability.SHARE_EMBARGOED)
    approval = find_awaiting(translation_key=translation_key, language=language)
    if approval is None:
        text = _("Nothing approved awaits its time here. Only an approved text can be shown before it is public.")
        raise DeskRefusal("nothing_awaits", text)
    if not recipient.strip():
        raise DeskRefusal("recipient", _("Say for whom the link is, such as the newsroom's name."))
    if not at < ends_at <= at + LONGEST:
        text = _("The link has to end after now, and within %(days)s days.")
        raise DeskRefusal("ends_at", text % {"days": LONGEST.days})
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    link = PreviewLink.objects.create(
        translation_key=translation_key,
        language=language,
        recipient=recipient.strip(),
        token_sha256=_digest(token),
        made_at=at,
        made_by=by,
        ends_at=ends_at,
    )
    _log(link, LINK_MADE, by=by)
    return MadeLink(link, token)


@transaction.atomic
def revoke_link(*, link: PreviewLink, by: User, at: datetime) -> None:
    """End the link at once. Revoking it again keeps the first time. Raise ``PermissionDenied``."""
    require(by, Capability.SHARE_EMBARGOED)
    if PreviewLink.objects.filter(pk=link.pk, revoked_at__isnull=True).update(revoked_at=at, revoked_by=by):
        _log(link, LINK_REVOKED, by=by)


def open_preview(*, token: str, language: str, at: datetime) -> Preview:
    """Return what the token shows in this language; raise ``NothingShared``."""
    if not _TOKEN.fullmatch(token):
        raise NothingShared
    links = PreviewLink.objects.open(at=at).filter(token_sha256=_digest(token), language=language)
    link = links.first()
    if link is None:
        raise NothingShared
    approval = find_awaiting(translation_key=link.translation_key, language=language)
    if approval is None:
        return Preview(link, public_path=_find_public_path(link))
    return Preview(link, page=_read_approved(approval), due_at=approval.due_at)


def count_use(link: PreviewLink, *, at: datetime) -> None:
    """Record that somebody opened the page; nothing about who."""
    PreviewLink.objects.filter(pk=link.pk).update(uses=F("uses") + 1, last_used_at=at)


def find_awaiting(*, translation_key: UUID, language: str) -> Approval | None:
    """Return the approval that awaits its time; None if there is none."""
    awaiting = Approval.objects.awaiting().filter(translation_key=translation_key, language=language)
    return awaiting.select_related("revision", "approved_by").first()


def _read_approved(approval: Approval) -> BasePage:
    """Return the page as it was approved. A revision that has another text than the approval is never shown."""
    page: BasePage | None = approval.revision.as_object() if approval.revision else None
    if page is None or digest(extract(page)) != approval.digest:
        raise NothingShared
    return page


def _find_public_path(link: PreviewLink) -> str:
    live = Page.objects.live().filter(translation_key=link.translation_key, locale__language_code=link.language)
    path: str | None = live.values_list("url_path", flat=True).first()
    if path is None:
        raise NothingShared
    return path


def _digest(token: str) -> str:
    """Return the token's digest. The token is random, so a single SHA-256 is enough to store it safely."""
    return hashlib.sha256(token.encode()).hexdigest()


def _log(link: PreviewLink, action: str, *, by: User) -> None:
    page = Page.objects.filter(translation_key=link.translation_key, locale__language_code=link.language).first()
    if page is not None:
        data = {"recipient": link.recipient, "ends_at": link.ends_at.isoformat()}
        log(page.specific, action=action, user=by, data=data, content_changed=False)
