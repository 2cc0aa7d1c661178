"""Dates of a member's organisations: deadlines of recalls, ends of rights to what they hold, days of remembrance."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Event

from cms.core.addresses import absolute
from cms.core.calendar_files import make_calendar
from cms.published import list_coming_days
from cms.users.models import User
from outreach.kits.downloads import get_offers
from outreach.organisations.members import organisations_of
from outreach.organisations.models import Organisation
from outreach.recalls.answers import get_open_recalls
from outreach.recalls.titles import get_title
from translations.campaign.reading import get_folder
from translations.languages import get_language_entry

LENGTH = timedelta(minutes=15)
"""How long a deadline is shown; programs hide what has no length."""


@dataclass(frozen=True)
class DatedEntry:
    """One thing on one day; ``moment`` is its time, if it has one. ``uid`` stays the same when the day changes."""

    uid: str
    day: date
    title: str
    path: str
    moment: datetime | None = None


def list_entries(*, user: User, language: str, at: datetime) -> list[DatedEntry]:
    """Return the coming dates of the user's organisations, the next first. Texts are in the active language."""
    organisations = list(organisations_of(user))
    today = timezone.localdate(at)
    found = [
        *_list_deadlines(organisations, language=language),
        *_list_ends(organisations, today=today, at=at),
        *_list_days(language=language, today=today),
    ]
    return sorted(found, key=lambda entry: (entry.day, entry.uid))


def _list_deadlines(organisations: Sequence[Organisation], *, language: str) -> Iterator[DatedEntry]:
    for row in get_open_recalls([organisation.key for organisation in organisations]):
        deadline, title = row.recall.deadline, get_title(row.recall, language=language)
        yield DatedEntry(
            uid=f"recall-{row.pk}",
            day=timezone.localtime(deadline, row.organisation.zone).date(),
            title=f"{_('To be removed by:')} {title}",
            path=reverse("portal:recall", args=[row.pk]),
            moment=deadline,
        )


def _list_ends(organisations: Sequence[Organisation], *, today: date, at: datetime) -> Iterator[DatedEntry]:
    """Yield the last day on which each item of the newest editions may be used, once for all its files of that day."""
    for organisation in organisations:
        for offer in get_offers(organisation, at=at):
            address = reverse("portal:edition", args=[offer.edition.key])
            files = offer.edition.files.filter(valid_until__gte=today)
            ends = {(file.valid_until, file.kind, file.key, file.language): file.title for file in files}
            for (day, kind, key, language), title in sorted(ends.items()):
                yield DatedEntry(
                    uid=f"end-{offer.edition.key}-{kind}-{key}-{language}",
                    day=day or today,
                    title=_("Last day on which this may be used: %(title)s") % {"title": title},
                    path=address,
                )


def _list_days(*, language: str, today: date) -> Iterator[DatedEntry]:
    for coming in list_coming_days(language=language, today=today):
        uid = f"day-{coming.day:%Y%m%d}"
        yield DatedEntry(uid=uid, day=coming.day, title=coming.name, path=reverse("portal:home"))


def write_calendar(entries: Iterable[DatedEntry], *, language: str, at: datetime) -> bytes:
    """Return the entries as iCalendar (RFC 5545)."""
    calendar = make_calendar(name=get_folder().title, of="portal", language=get_language_entry(language).tag)
    for entry in entries:
        calendar.add_component(_write_event(entry, at=at))
    written: bytes = calendar.to_ical()
    return written


def _write_event(entry: DatedEntry, *, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{get_folder().key}.portal")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("summary", entry.title)
    if entry.moment is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
    else:
        event.add("dtstart", entry.moment.astimezone(UTC) - LENGTH)
        event.add("dtend", entry.moment.astimezone(UTC))
    event.add("url", absolute(entry.path))
    event.add("transp", "TRANSPARENT")
    return event
