"""Dates of drafts: those that a page's newest draft has, and their change from the calendar.

A draft's date binds nobody until the text is approved, but what takes away acts at once: a later time postpones what
was approved, a sooner end ends what is public (``cms.approvals.schedule``).
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.approvals.models import Approval
from cms.approvals.permissions import get_writing_capability, require
from cms.approvals.refusals import DeskRefusal
from cms.approvals.schedule import find_decided, read_times
from cms.approvals.status import get_kinds
from cms.core.calendar import CalendarEntry, name_people
from cms.users.models import User
from translations.languages import SOURCE

FIELDS = {"planned": "go_live_at", "embargo": "embargo_until", "expiry": "expire_at"}
"""The date of a draft that an entry of this kind shows."""
_MOST = 500
_DAY = timedelta(days=1)


def find_drafts_with(
    field: str, first: date, last: date, *, name: str, only_new: bool = False
) -> Iterator[CalendarEntry]:
    """Yield the drafts of which this date is in these days.

    With ``only_new``, only of pages that aren't public. A planned date of a text that was approved isn't yielded: the
    approval decides when that goes live.
    """
    begin, end = get_day_range(first, last)
    drafts = Page.objects.type(*get_kinds().values()).filter(has_unpublished_changes=True)
    if only_new:
        drafts = drafts.filter(live=False)
    if field == "go_live_at":
        approved = Approval.objects.awaiting().filter(
            translation_key=OuterRef("translation_key"), language=OuterRef("locale__language_code")
        )
        drafts = drafts.filter(~Exists(approved))
    # Compared as texts, a day wider, whatever zone a moment was written in; exactly below.
    written = ((begin - _DAY).isoformat(), (end + _DAY).isoformat())
    dated = drafts.annotate(planned=KeyTextTransform(field, "latest_revision__content")).filter(planned__range=written)
    columns = ("pk", "translation_key", "draft_title", "owner_id", "latest_revision__user_id", "planned")
    for row in dated.order_by("planned").values(*columns, "locale__language_code")[:_MOST]:
        moment = parse_datetime(row["planned"])
        if moment is not None and begin <= moment <= end:
            yield _describe(row, moment, name)


def get_day_range(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the first and the last moment of these days in the campaign's time zone."""
    zone = timezone.get_default_timezone()
    return datetime.combine(first, time.min, tzinfo=zone), datetime.combine(last, time.max, tzinfo=zone)


def get_text_address(*, key: UUID, language: str, page_id: int) -> str:
    """Return the address where this text is written."""
    if language == SOURCE:
        return reverse("wagtailadmin_pages:edit", args=[page_id])
    return reverse("desk_write", args=[key, language])


@transaction.atomic
def move_draft_date(*, page_id: int, field: str, moment: datetime, by: User, at: datetime) -> None:
    """Save a draft of the page with this date, as its editor would; raise ``PermissionDenied`` or ``DeskRefusal``."""
    Page.objects.select_for_update(of=("self",)).values_list("pk", flat=True).get(pk=page_id)
    page: Any = Page.objects.get(pk=page_id).specific
    language = page.locale.language_code
    require(by, get_writing_capability(language), language=language)
    _require_open(page, by)
    if moment <= at:
        raise DeskRefusal("past", _("This moment has passed. Choose a later one."))
    draft = page.get_latest_revision_as_object()
    setattr(draft, field, moment)
    if draft.expire_at is not None and draft.go_live_at is not None and draft.expire_at <= draft.go_live_at:
        raise DeskRefusal("order", _("The page would be taken down before it goes live. Change the other date first."))
    try:
        draft.clean()
    except ValidationError as error:
        raise DeskRefusal("invalid", " ".join(error.messages)) from error
    if not page.live:
        draft.save(update_fields=[field])  # as the editor does: who sees a text under embargo is read from the row
    draft.save_revision(user=by, log_action=True, clean=False)


def _require_open(page: Any, by: User) -> None:
    """Refuse a page that somebody locked, and dates that somebody typed and hasn't saved yet."""
    lock = page.get_lock()
    if lock is not None and lock.for_user(by):
        raise DeskRefusal("locked", _("The page is locked. Whoever locked it has to unlock it first."))
    newest = page.latest_revision
    decided = find_decided(newest)
    if newest is not None and decided is not None and read_times(newest.content) != read_times(decided.content):
        text = _("Somebody is changing the dates of this page in its editor and hasn't saved them. Change them there.")
        raise DeskRefusal("unsaved", text)


def _describe(row: dict[str, Any], moment: datetime, name: str) -> CalendarEntry:
    key, language = row["translation_key"], row["locale__language_code"]
    return CalendarEntry(
        uid=f"{name}-{row['pk']}",
        day=timezone.localdate(moment),
        moment=moment,
        title=row["draft_title"],
        url=get_text_address(key=key, language=language, page_id=row["pk"]),
        key=key,
        language=language,
        change_url=reverse("newsroom_change", args=[name, row["pk"]]),
        people=name_people(row["owner_id"], row["latest_revision__user_id"]),
    )
