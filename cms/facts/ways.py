"""The ways in which a reader can answer, in the order in which they are easiest: those of their country and language.

First a telephone, then messengers, the nearest mission, the post, e-mail, an app and a form. Channels of other
countries are left out as soon as the reader's country is known; a mission is found by it, so without one there is
only the list of all missions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import phonenumbers
from django.db.models import Q

from cms.facts.contacts import Contact, ContactValue, get_public_channels, get_published_channels, write_contact
from cms.facts.live import FactValue, FactValues, get_live_values
from cms.facts.local_hours import LocalHours, has_same_clock, write_local_hours
from cms.facts.models import ChannelKind, ContactChannel, FactKind
from cms.facts.obstacles import find_obstacle
from cms.facts.rendering import HOME_ONLY, get_text_direction, write_value
from cms.facts.values import HOME_REGION
from translations.campaign.reading import get_folder
from translations.characters import strip_isolates
from translations.countries import is_country, name_country, name_country_for_post
from translations.languages import SOURCE

ORDER = (
    ChannelKind.HOTLINE,
    ChannelKind.ZALO,
    ChannelKind.MESSENGER,
    ChannelKind.MISSION,
    ChannelKind.POST,
    ChannelKind.EMAIL,
    ChannelKind.APP,
    ChannelKind.FORM,
)


_GROUPS = {kind: kind.value for kind in ChannelKind} | {
    ChannelKind.ZALO: "message",
    ChannelKind.MESSENGER: "message",
}


class Cost(StrEnum):
    """The price of a call, as far as it is known: no tariffs."""

    UNKNOWN = "unknown"
    HOME = "home"
    ABROAD = "abroad"
    FREE = "free"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Address:
    """A postal address, line by line as on an envelope, in the direction of its script.

    The last line is the country, in capitals and in English, unless the letter stays in the country.
    """

    lines: tuple[str, ...]
    direction: str


@dataclass(frozen=True)
class Way:
    """A contact as a reader in one country uses it. ``dialled`` is the number from a landline, "" if it is the same."""

    contact: Contact
    group: str
    answers_in_own_language: bool
    local_hours: tuple[LocalHours, ...]
    is_same_time: bool
    cost: Cost
    dialled: str
    addresses: tuple[Address, ...]

    @property
    def position(self) -> ContactValue | None:
        return next((value for value in self.contact.values if value.kind == FactKind.POSITION), None)


@dataclass(frozen=True)
class WayGroup:
    """The ways under one heading."""

    name: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Ways:
    """All ways for a reader, in order. ``country`` is "" if it isn't known, ``place`` its name."""

    country: str
    place: str
    ways: tuple[Way, ...]
    countries: frozenset[str]
    """Countries that have a channel of their own, to be offered to readers."""
    has_missions: bool
    """Whether there are missions that the reader could look for: at home nobody does."""

    @property
    def own_country(self) -> frozenset[str]:
        """Return the reader's country, to be offered too although the campaign doesn't name it."""
        return frozenset({self.country} if self.place else ())

    @property
    def groups(self) -> tuple[WayGroup, ...]:
        """Return the ways by group; that of missions is there without any, if there are some in other countries."""
        named = dict.fromkeys(_GROUPS[kind] for kind in ORDER)
        groups = (WayGroup(name, tuple(way for way in self.ways if way.group == name)) for name in named)
        return tuple(each for each in groups if each.ways or (each.name == "mission" and self.has_missions))

    @property
    def telephone(self) -> Way | None:
        return next((way for way in self.ways if way.contact.kind == ChannelKind.HOTLINE and way.contact.phone), None)


@dataclass(frozen=True)
class MissionsOfCountry:
    """A country with its missions, as a list of all of them shows it."""

    code: str
    name: str
    missions: tuple[Way, ...]


def find_ways(
    *, country: str, language: str, at: datetime, chosen: Iterable[int] = (), values: FactValues | None = None
) -> Ways:
    """Return the ways for a reader in the country ("" if it isn't known), from the public channels of the register.

    ``chosen`` are the keys of a page's own channels, to which missions are added; without any, all channels count.
    """
    known = values if values is not None else get_live_values()
    own = set(chosen)
    wanted = get_published_channels().filter(Q(is_for_press=False) | Q(pk__in=own)).order_by("pk")
    public = [each for each in wanted if find_obstacle(each, values=known) is None]
    if any(channel.pk in own for channel in public):
        public = [channel for channel in public if channel.pk in own or channel.kind == ChannelKind.MISSION]
    usable = [channel for channel in public if _is_for(channel, country=country)]
    usable.sort(key=lambda channel: _rank(channel, country=country, language=language))
    return Ways(
        country=country,
        place=name_country(country, language=language) if is_country(country) else "",
        ways=tuple(_make_way(each, country=country, language=language, at=at, values=known) for each in usable),
        countries=frozenset(code for channel in public for code in (channel.country, *channel.also_serves) if code),
        has_missions=country != HOME_REGION and any(channel.kind == ChannelKind.MISSION for channel in public),
    )


def find_ways_of(
    keys: Iterable[int], *, country: str, language: str, at: datetime, values: FactValues | None = None
) -> tuple[Way, ...]:
    """Return the ways with these numbers that may be public, for a reader in the country, whatever they are for."""
    known = values if values is not None else get_live_values()
    channels = get_published_channels().filter(pk__in=list(keys)).order_by("pk")
    public = [channel for channel in channels if find_obstacle(channel, values=known) is None]
    return tuple(_make_way(each, country=country, language=language, at=at, values=known) for each in public)


def find_missions(*, language: str, at: datetime) -> list[MissionsOfCountry]:
    """Return the countries that have a mission, by name, with the missions in each and those that serve it."""
    known = get_live_values()
    missions = get_public_channels().filter(kind=ChannelKind.MISSION).order_by("pk")
    public = [mission for mission in missions if find_obstacle(mission, values=known) is None]
    found: dict[str, list[Way]] = {}
    for mission in public:
        for code in dict.fromkeys((mission.country, *mission.also_serves)):
            way = _make_way(mission, country=code, language=language, at=at, values=known)
            found.setdefault(code, []).append(way)
    named = [
        MissionsOfCountry(code, name_country(code, language=language), tuple(ways)) for code, ways in found.items()
    ]
    return sorted(named, key=lambda each: each.name)


def _is_for(channel: ContactChannel, *, country: str) -> bool:
    if channel.kind == ChannelKind.MISSION:
        return is_country(country) and country in {channel.country, *channel.also_serves}
    if channel.kind == ChannelKind.POST or not country:
        return True
    return not channel.country or country in {channel.country, *channel.also_serves}


def _rank(channel: ContactChannel, *, country: str, language: str) -> tuple[int, bool, bool, bool, int]:
    """Order by kind; then those that speak the reader's language, then those in their country, then the oldest."""
    speaks = language in channel.languages
    return (
        ORDER.index(ChannelKind(channel.kind)),
        not speaks,
        bool(channel.languages),
        channel.country != country,
        channel.pk,
    )


def _make_way(channel: ContactChannel, *, country: str, language: str, at: datetime, values: FactValues) -> Way:
    contact = write_contact(channel, language=language, values=values)
    number = str(values[contact.phone.key].value) if contact.phone else ""
    zone = channel.time_zone
    reader = country if is_country(country) else ""
    # Hours of a place in the reader's own country are in the local time already.
    abroad = reader if reader != channel.country else ""
    return Way(
        contact=contact,
        group=_GROUPS[ChannelKind(channel.kind)],
        answers_in_own_language=language in channel.languages,
        local_hours=write_local_hours(channel.opening_hours, time_zone=zone, country=abroad, language=language, at=at),
        is_same_time=bool(channel.opening_hours) and has_same_clock(time_zone=zone, country=abroad, at=at),
        cost=_find_cost(number, country=reader),
        dialled=_write_dialled(number, country=reader),
        addresses=tuple(
            _write_address(value, channel=channel, country=reader, language=language)
            for value in (values[fact.key] for fact in channel.facts.all())
            if value.kind == FactKind.ADDRESS
        ),
    )


def _find_cost(number: str, *, country: str) -> Cost:
    if not number or not country:
        return Cost.UNKNOWN
    parsed = phonenumbers.parse(number)
    kind, is_home = phonenumbers.number_type(parsed), phonenumbers.region_code_for_number(parsed) == country
    if not is_home:
        return Cost.UNREACHABLE if kind in HOME_ONLY else Cost.ABROAD
    return Cost.FREE if kind == phonenumbers.PhoneNumberType.TOLL_FREE else Cost.HOME


def _write_dialled(number: str, *, country: str) -> str:
    """Return the number with the country's own prefix for calls abroad, where it has a single one."""
    if not number or not country:
        return ""
    parsed = phonenumbers.parse(number)
    if phonenumbers.region_code_for_number(parsed) == country:
        return ""
    dialled = str(phonenumbers.format_out_of_country_calling_number(parsed, country))
    return "" if dialled.startswith("+") or "~" in dialled else dialled


def _write_address(value: FactValue, *, channel: ContactChannel, country: str, language: str) -> Address:
    """Return the address in the reader's language to go to, in that of the country to write to."""
    spoken = language
    if channel.kind == ChannelKind.POST:
        homes = {home: code for code, home in get_folder().home_countries.items()}
        spoken = homes.get(channel.country, SOURCE)
    # The isolates of running text aren't wanted here: the element itself has the direction.
    written = strip_isolates(write_value(value, language=spoken))
    lines = [line.strip() for line in written.splitlines() if line.strip()]
    if channel.kind == ChannelKind.POST and channel.country and channel.country != country:
        lines.append(name_country_for_post(channel.country))
    return Address(tuple(lines), get_text_direction(written))
