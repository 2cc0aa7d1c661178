"""The contact on a poster that hangs in a country: what can be dialled there, and the organisation's own.

An organisation's own number comes first, with its address and hours; without one, the campaign's hotline, as it is
dialled in that country. A number that networks there don't connect is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import phonenumbers
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.facts.hours import write_days_and_times
from cms.facts.live import FactValues, get_live_values
from cms.facts.models import ChannelKind, ContactChannel
from cms.facts.ways import Cost, Way, find_ways, find_ways_of
from translations.languages import get_language_entry


@dataclass(frozen=True)
class PosterContact:
    """The contact line and its short form, further lines, and the facts in them. Empty if nothing can be reached."""

    line: str = ""
    short: str = ""
    details: tuple[str, ...] = ()
    facts: frozenset[str] = frozenset()


def find_poster_contact(
    *, country: str, language: str, own: Iterable[int], chosen: Iterable[int], at: datetime
) -> PosterContact:
    """Return the contact for a poster in the country.

    ``own`` are the organisation's channels of the register, ``chosen`` those of the page.
    """
    values = get_live_values()
    ways = find_ways(country=country, language=language, at=at, chosen=chosen, values=values).ways
    mission = find_ways_of(own, country=country, language=language, at=at, values=values)
    mission = mission or tuple(way for way in ways if way.group == ChannelKind.MISSION)
    hotline = next((way for way in ways if way.group == ChannelKind.HOTLINE and _can_be_dialled(way)), None)
    with_number = next((way for way in mission if _can_be_dialled(way)), None)
    first = with_number or hotline
    writer = _Writer(country=country, language=language, values=values)
    details = [line for way in mission for line in writer.write_details(way)]
    if with_number and hotline and hotline.contact.id != with_number.contact.id:
        details.insert(0, writer.write_line(hotline))
    used = {way.contact.id: way for way in (*mission, *((hotline,) if hotline else ()))}.values()
    return PosterContact(
        line=writer.write_line(first) if first else "",
        short=writer.write_number(first) if first else "",
        details=(*writer.write_prefix(first), *dict.fromkeys(details)),
        facts=frozenset(value.key for way in used for value in way.contact.values),
    )


def _can_be_dialled(way: Way) -> bool:
    return way.contact.phone is not None and way.cost != Cost.UNREACHABLE


class _Writer:
    """Writes numbers, addresses and hours of ways for readers in one country and language."""

    def __init__(self, *, country: str, language: str, values: FactValues) -> None:
        self.country = country
        self.language = language
        self.values = values

    def write_line(self, way: Way) -> str:
        return f"{way.contact.name}: {self.write_number(way)}"

    def write_number(self, way: Way) -> str:
        """Return the number as it is dialled in the country: its own ones without a prefix."""
        if way.contact.phone is None:
            return ""
        number = phonenumbers.parse(str(self.values[way.contact.phone.key].value))
        is_home = phonenumbers.region_code_for_number(number) == self.country
        forms = phonenumbers.PhoneNumberFormat
        written = str(phonenumbers.format_number(number, forms.NATIONAL if is_home else forms.INTERNATIONAL))
        is_rtl = get_language_entry(self.language).direction == "rtl"
        return f"\u2066{written}\u2069" if is_rtl else written

    def write_prefix(self, way: Way | None) -> tuple[str, ...]:
        """Return what to dial from a landline, in a country that has one prefix for calls abroad."""
        if way is None or not way.dialled:
            return ()
        with override(self.language):
            return (f"{_('From a telephone at home, dial')}: {way.dialled}",)

    def write_details(self, way: Way) -> tuple[str, ...]:
        """Return address and hours of an organisation, a line each."""
        address = ", ".join(line for each in way.addresses for line in each.lines)
        channel = ContactChannel.objects.get(pk=way.contact.id)
        hours = way.contact.hours
        if channel.opening_hours and channel.country == self.country:
            # Whoever reads the poster is in the same country as the mission.
            hours = write_days_and_times(channel.opening_hours, language=self.language)
        return tuple(line for line in (address, hours) if line)
