"""Template filters that write moments in the active language, with their zones."""

from datetime import datetime

from django import template
from django.utils.translation import get_language

from outreach.organisations.local_time import get_reader_zone, write_moment, write_moments
from outreach.organisations.models import Organisation
from translations.countries import name_country
from translations.languages import CODES, SOURCE

register = template.Library()


@register.filter
def local_to(moment: datetime, organisation: Organisation) -> str:
    """Write a moment in the organisation's time, and beside it in the desk's."""
    return write_moments(moment, zone=organisation.zone, language=_get_language())


@register.filter
def with_zone(moment: datetime) -> str:
    """Write a moment in the time of the person who reads it, with the zone."""
    return write_moment(moment, zone=get_reader_zone(), language=_get_language())


@register.filter
def country_name(code: str) -> str:
    """Return the name of a country in the active language."""
    return name_country(code, language=_get_language())


def _get_language() -> str:
    active = get_language() or SOURCE
    return active if active in CODES else SOURCE
