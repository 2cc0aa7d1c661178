"""Particulars of an organisation in the register: its own address, number and hours, as it proposes them itself.

A proposal is the register's own: a second person, at the desk, approves it, and then it holds everywhere at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from django.db import transaction

from cms.facts import channels, register
from cms.facts.hours import DAYS, OpeningPeriod, Periods, write_hours
from cms.facts.hours_input import HoursRefused, make_rows, read_day, write_day, write_days
from cms.facts.models import ChannelKind, ContactChannel, Fact, FactKind, FactVersion, VersionState
from cms.facts.values import ValueRefused, clean_value
from cms.users.models import User
from translations.languages import CODES, SOURCE, get_column

_KINDS = {"telephone": FactKind.PHONE, "address": FactKind.ADDRESS}


class ParticularsFault(Enum):
    """The reason for which nothing was proposed."""

    TELEPHONE = "telephone"
    ADDRESS = "address"
    HOURS = "hours"
    NOTHING = "nothing"
    WAITING = "waiting"


class ParticularsRefused(Exception):
    """Nothing was proposed; ``fault`` says why, and ``day`` at which day's hours it failed."""

    def __init__(self, fault: ParticularsFault, *, day: int | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.day = day


@dataclass(frozen=True)
class Particulars:
    """Values of a contact as a form has them; ``hours`` by day as typed, of which Monday is 0.

    ``written_hours`` are the same for a reader.
    """

    telephone: str = ""
    address: str = ""
    hours: Mapping[int, str] = field(default_factory=dict)
    written_hours: str = ""


@dataclass(frozen=True)
class OwnContact:
    """A contact of an organisation in the register: what is approved, and what waits for the desk since when."""

    key: int
    name: str
    is_public: bool
    particulars: Particulars
    proposed: Particulars | None = None
    proposed_at: datetime | None = None


def find_contact_names(keys: Iterable[int], *, language: str) -> dict[int, str]:
    """Return the names of those contacts of the register that exist, public or not, by number."""
    found = ContactChannel.objects.filter(pk__in=list(keys)).order_by("pk")
    return {each.pk: getattr(each, get_column("name", language)) or each.name for each in found}


def list_days(*, language: str) -> dict[int, str]:
    """Return the names of the days in the language; Monday is 0."""
    return write_days(language=language)


def list_own_contacts(keys: Iterable[int], *, language: str) -> list[OwnContact]:
    """Return these contacts with what is approved and what waits, in the order of the numbers."""
    found = {each.pk: each for each in ContactChannel.objects.filter(pk__in=list(keys)).prefetch_related("facts")}
    return [_describe(found[key], language=language) for key in keys if key in found]


def _describe(channel: ContactChannel, *, language: str) -> OwnContact:
    waiting = channel.proposals.filter(state=VersionState.PROPOSED).first()
    versions = FactVersion.objects.filter(state=VersionState.PROPOSED, fact__in=channel.facts.all())
    added = waiting.changes.get("facts", []) if waiting else []
    versions |= FactVersion.objects.filter(state=VersionState.PROPOSED, fact__in=added)
    proposed = list(versions.select_related("fact").distinct())
    moments = [each.proposed_at for each in (*proposed, *([waiting] if waiting else []))]
    hours = waiting.changes.get("opening_hours", []) if waiting else []
    return OwnContact(
        key=channel.pk,
        name=getattr(channel, get_column("name", language)) or channel.name,
        is_public=channel.verified_by_id is not None,
        particulars=Particulars(
            telephone=_read_live(channel, FactKind.PHONE),
            address=_read_live(channel, FactKind.ADDRESS),
            hours=_write_hours(channel.opening_hours),
            written_hours=write_hours(channel.opening_hours, time_zone=channel.time_zone, language=language),
        ),
        proposed=Particulars(
            telephone=_pick(proposed, FactKind.PHONE),
            address=_pick(proposed, FactKind.ADDRESS),
            hours=_write_hours(hours),
            written_hours=write_hours(hours, time_zone=channel.time_zone, language=language),
        )
        if moments
        else None,
        proposed_at=min(moments, default=None),
    )


def _write_hours(rows: Sequence[OpeningPeriod]) -> dict[int, str]:
    typed = {day: write_day(rows, day) for day in DAYS}
    return {day: text for day, text in typed.items() if text}


def _read_live(channel: ContactChannel, kind: FactKind) -> str:
    fact = _find_fact(channel, kind)
    live = fact.versions.filter(state=VersionState.APPROVED).first() if fact else None
    return _write(live) if live else ""


def _pick(versions: list[FactVersion], kind: FactKind) -> str:
    return next((_write(version) for version in versions if version.fact.kind == kind), "")


def _write(version: FactVersion) -> str:
    value = version.value
    return str(value.get(SOURCE, "") if isinstance(value, dict) else value)


def _find_fact(channel: ContactChannel, kind: FactKind) -> Fact | None:
    return channel.facts.filter(kind=kind).order_by("pk").first()


@transaction.atomic
def add_own_contact(*, names: Mapping[str, str], country: str, time_zone: str) -> int:
    """Add a mission's contact that nobody sees before the desk has verified it; return its number."""
    columns = {get_column("name", code): names.get(code) or None for code in CODES}
    zone = {"time_zone": time_zone} if time_zone else {}
    return ContactChannel.objects.create(kind=ChannelKind.MISSION, country=country, **columns, **zone).pk


@transaction.atomic
def propose_particulars(*, key: int, wanted: Particulars, source: str, by: User, at: datetime) -> None:
    """Propose what differs from the approved values, for the desk to decide on; raise ``ParticularsRefused``.

    What is empty stays as it is, but hours: days without any are closed, if there is any day with hours.
    """
    channel = ContactChannel.objects.select_for_update(of=("self",)).get(pk=key)
    if _describe(channel, language=SOURCE).proposed is not None:
        raise ParticularsRefused(ParticularsFault.WAITING)
    rows = make_rows(_read_hours(wanted.hours))
    changes: dict[str, object] = {}
    if rows and rows != channel.opening_hours:
        changes["opening_hours"] = rows
    added = [fact for name in _KINDS if (fact := _propose_value(channel, name, wanted, source=source, by=by, at=at))]
    own = set(channel.facts.values_list("pk", flat=True))
    if new := [fact.pk for fact in added if fact.pk not in own]:
        changes["facts"] = sorted([*own, *new])
    if not changes and not added:
        raise ParticularsRefused(ParticularsFault.NOTHING)
    if changes:
        _propose_changes(channel, changes, source=source, by=by, at=at)


def _propose_changes(
    channel: ContactChannel, changes: Mapping[str, object], *, source: str, by: User, at: datetime
) -> None:
    """Propose the changes. Of a contact that nobody has seen yet they are saved: its verification takes two people."""
    if channels.was_public(channel):
        channels.propose_change(channel=channel, changes=changes, source=source, by=by, at=at)
        return
    if "facts" in changes:
        channel.facts.set(Fact.objects.filter(pk__in=changes["facts"]))
    if "opening_hours" in changes:
        channel.opening_hours = changes["opening_hours"]
        channel.save(update_fields=["opening_hours"])


def _read_hours(typed: Mapping[int, str]) -> dict[int, Periods]:
    days: dict[int, Periods] = {}
    for day in DAYS:
        try:
            days[day] = read_day(typed.get(day, ""))
        except HoursRefused as refused:
            raise ParticularsRefused(ParticularsFault.HOURS, day=day) from refused
    return days


def _propose_value(
    channel: ContactChannel, name: str, wanted: Particulars, *, source: str, by: User, at: datetime
) -> Fact | None:
    """Propose the number or address if it differs, as a value of the contact's fact; return that fact."""
    kind, typed = _KINDS[name], str(getattr(wanted, name)).strip()
    if not typed:
        return None
    try:
        value = clean_value(kind=kind, value=typed)
    except ValueRefused as refused:
        raise ParticularsRefused(ParticularsFault(name)) from refused
    if value == _read_live(channel, kind):
        return None
    fact = _find_fact(channel, kind)
    if fact is None:
        label = f"{channel.name}: {FactKind(kind).label}"[:200]
        fact, _made = Fact.objects.get_or_create(
            key=f"contact-{channel.pk}-{kind.value}", defaults={"kind": kind, "label": label}
        )
    register.propose(fact=fact, value=value, source=source, by=by, at=at)
    return fact
