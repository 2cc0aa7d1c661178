"""Sources of the calendar: dates of the campaign, of texts, events, broadcasts, rights and contacts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from cms.approvals.models import Approval
from cms.calls.models import CallPage
from cms.campaign.models import Campaign, KeyDate, Phase
from cms.core.calendar import CalendarEntry, CalendarSource, name_people
from cms.events.models import EventPage
from cms.facts.models import ContactChannel
from cms.films.models import BroadcastSlot, RightsWindow
from cms.media.models import CampaignImage
from cms.newsroom.planned_dates import find_drafts_with, get_day_range
from cms.translation_desk.models import Assignment
from translations.languages import SOURCE

MOST = 500
"""The most entries of one kind that are read at once: a screen of a month has far fewer."""


def find_phases(first: date, last: date) -> Iterator[CalendarEntry]:
    """Yield the first and last days of the campaign's phases, and the campaign's own last day."""
    for phase in Phase.objects.order_by("number"):
        url = reverse("wagtailsnippets_campaign_phase:edit", args=[phase.pk])
        for day, text in ((phase.starts_on, _("%(phase)s begins")), (phase.ends_on, _("%(phase)s ends"))):
            if first <= day <= last:
                uid = f"phase-{phase.pk}-{'begin' if day == phase.starts_on else 'end'}"
                yield CalendarEntry(uid, day, text % {"phase": phase.name}, url)
    for campaign in Campaign.objects.filter(ends_on__range=(first, last)):
        url = reverse("wagtailsnippets_campaign_campaign:edit", args=[campaign.pk])
        title = _("Last day of “%(campaign)s”") % {"campaign": campaign.short_name}
        yield CalendarEntry("campaign-end", campaign.ends_on or last, title, url)


def find_key_dates(first: date, last: date) -> Iterator[CalendarEntry]:
    """Yield the days that the campaign commemorates, each year, with the number of years since the first."""
    for row in KeyDate.objects.order_by("month", "day"):
        url = reverse("wagtailsnippets_campaign_keydate:edit", args=[row.pk])
        for year in range(first.year, last.year + 1):
            try:
                day = date(year, row.month, row.day)
            except ValueError:
                continue
            if first <= day <= last:
                note = _("%(count)s years") % {"count": year - row.since} if row.since and year > row.since else ""
                yield CalendarEntry(f"keydate-{row.pk}-{year}", day, row.name, url, note=note)


def find_planned(first: date, last: date) -> Iterator[CalendarEntry]:
    """Yield the drafts with a planned date; those that were approved are in ``find_scheduled``."""
    return find_drafts_with("go_live_at", first, last, name="planned")


def find_scheduled(first: date, last: date) -> Iterator[CalendarEntry]:
    """Yield the approved texts that await their time."""
    rows = Approval.objects.awaiting().filter(due_at__range=get_day_range(first, last)).order_by("due_at")
    for approval in rows.defer("snapshot", "source_snapshot")[:MOST]:
        yield CalendarEntry(
            uid=f"scheduled-{approval.translation_key}-{approval.language}",
            day=timezone.localdate(approval.due_at),
            moment=approval.due_at,
            title=approval.title,
            url=reverse("desk_schedule", args=[approval.translation_key, approval.language]),
            key=approval.translation_key,
            language=approval.language,
            change_url=reverse("newsroom_change", args=["scheduled", approval.pk]),
            people=frozenset({approval.submitted_by_id, approval.approved_by_id}),
        )


def find_embargo_ends(first: date, last: date) -> Iterator[CalendarEntry]:
    return find_drafts_with("embargo_until", first, last, name="embargo")


def find_expiries(first: date, last: date) -> Iterator[CalendarEntry]:
    """Yield the ends of public pages, and those that drafts of pages that aren't public yet have."""
    live = Page.objects.filter(live=True, expire_at__range=get_day_range(first, last)).select_related("locale")
    for page in live.order_by("expire_at")[:MOST]:
        yield _describe_end(page)
    yield from find_drafts_with("expire_at", first, last, name="expiry", only_new=True)


def find_closings(first: date, last: date) -> Iterator[CalendarEntry]:
    """Yield the days from which calls say that they are closed."""
    calls = CallPage.objects.filter(locale__language_code=SOURCE, closed_on__range=(first, last))
    for call in calls.order_by("closed_on")[:MOST]:
        url = reverse("wagtailadmin_pages:edit", args=[call.pk])
        yield CalendarEntry(
            uid=f"closing-{call.pk}",
            day=call.closed_on or last,
            title=call.draft_title,
            url=url,
            key=call.translation_key,
            language=SOURCE,
            change_url=url,
            people=name_people(call.owner_id),
        )


def find_rights(first: date, last: date) -> Iterator[CalendarEntry]:
    """Yield the last days of the rights to pictures and films."""
    for image in CampaignImage.objects.filter(rights_until__range=(first, last)).order_by("rights_until")[:MOST]:
        url = reverse("wagtailimages:edit", args=[image.pk])
        yield CalendarEntry(f"image-{image.pk}", image.rights_until or last, image.title, url, change_url=url)
    windows = RightsWindow.objects.filter(is_holdback=False, ends_on__range=(first, last)).select_related("film")
    for window in windows.order_by("ends_on")[:MOST]:
        url = reverse("film_rights:edit", args=[window.pk])
        yield CalendarEntry(
            uid=f"window-{window.pk}",
            day=window.ends_on or last,
            title=window.film.draft_title,
            url=url,
            key=window.film.translation_key,
            language=SOURCE,
            note=window.territory or _("All countries"),
            change_url=url,
        )


def find_contact_terms(first: date, last: date) -> Iterator[CalendarEntry]:
    """Yield the days by which contacts have to be verified again."""
    rows = ContactChannel.objects.verified().filter(verified_until__range=(first, last))
    for channel in rows.order_by("verified_until")[:MOST]:
        yield CalendarEntry(
            uid=f"contact-{channel.pk}",
            day=channel.verified_until or last,
            title=channel.name,
            url=reverse("contacts:inspect", args=[channel.pk]),
        )


def find_due_work(first: date, last: date) -> Iterator[CalendarEntry]:
    """Yield the translations that are due, of those that are assigned and not done."""
    rows: Any = Assignment.objects.open().filter(due_on__range=(first, last)).select_related("assignee")
    for row in rows.annotate(source_title=_get_source_title()).order_by("due_on")[:MOST]:
        yield CalendarEntry(
            uid=f"due-{row.pk}",
            day=row.due_on,
            title=row.source_title or "",
            url=reverse("desk_write", args=[row.translation_key, row.language]),
            key=row.translation_key,
            language=row.language,
            note=str(row.assignee or ""),
            people=name_people(row.assignee_id),
        )


def _describe_end(page: Any) -> CalendarEntry:
    language = page.locale.language_code
    return CalendarEntry(
        uid=f"expiry-{page.pk}",
        day=timezone.localdate(page.expire_at),
        moment=page.expire_at,
        title=page.title,
        url=reverse("desk_dossier", args=[page.translation_key, language]),
        key=page.translation_key,
        language=language,
        change_url=reverse("newsroom_change", args=["expiry", page.pk]),
        people=name_people(page.owner_id),
    )


def _get_source_title() -> Subquery:
    pages = Page.objects.filter(translation_key=OuterRef("translation_key"), locale__language_code=SOURCE)
    return Subquery(pages.values("draft_title")[:1])


def find_events(first: date, last: date) -> Iterator[CalendarEntry]:
    """Yield the events whose page is live, once each: their time is that of the source."""
    pages = EventPage.objects.live().filter(locale__language_code=SOURCE, starts_at__range=get_day_range(first, last))
    for page in pages.order_by("starts_at")[:MOST]:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        yield CalendarEntry(
            uid=f"event-{page.pk}",
            day=timezone.localdate(page.starts_at),
            moment=page.starts_at,
            title=page.title,
            url=url,
            key=page.translation_key,
            language=SOURCE,
            note=page.venue,
            change_url=url,
            people=name_people(page.owner_id),
        )


def find_broadcasts(first: date, last: date) -> Iterator[CalendarEntry]:
    """Yield the broadcasts of films, on the desk's clock."""
    slots = BroadcastSlot.objects.filter(starts_at__range=get_day_range(first, last)).select_related("film")
    for slot in slots.order_by("starts_at")[:MOST]:
        url = reverse("film_broadcasts:edit", args=[slot.pk])
        yield CalendarEntry(
            uid=f"broadcast-{slot.pk}",
            day=timezone.localdate(slot.starts_at),
            moment=slot.starts_at,
            title=slot.film.draft_title,
            url=url,
            key=slot.film.translation_key,
            language=SOURCE,
            note=slot.broadcaster,
            change_url=url,
        )


SOURCES = (
    CalendarSource("phase", gettext_lazy("Phase of the campaign"), find_phases),
    CalendarSource("key-date", gettext_lazy("Key date"), find_key_dates),
    CalendarSource("planned", gettext_lazy("Draft with a planned date"), find_planned),
    CalendarSource("scheduled", gettext_lazy("Goes live"), find_scheduled),
    CalendarSource("embargo", gettext_lazy("Embargo ends"), find_embargo_ends),
    CalendarSource("expiry", gettext_lazy("Is taken down"), find_expiries),
    CalendarSource("closing", gettext_lazy("Call closes"), find_closings),
    CalendarSource("event", gettext_lazy("Event"), find_events),
    CalendarSource("broadcast", gettext_lazy("Broadcast"), find_broadcasts),
    CalendarSource("rights", gettext_lazy("Right ends"), find_rights),
    CalendarSource("contact", gettext_lazy("Contact to verify again"), find_contact_terms),
    CalendarSource("due", gettext_lazy("Translation due"), find_due_work),
)
