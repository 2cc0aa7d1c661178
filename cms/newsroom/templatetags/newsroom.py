"""Template filters of the newsroom's pages: days as the active language writes them."""

from datetime import date

from babel.dates import format_date
from django import template
from django.utils.text import capfirst
from django.utils.translation import get_language

from translations.languages import get_language_entry

register = template.Library()


@register.filter
def weekday_and_day(day: date) -> str:
    """Return the day of the week with day and month: “Monday 30 November”, “Thứ Hai, 30/11”."""
    language = get_language() or ""
    pattern = "EEEE, d/M" if language == "vi" else "EEEE d MMMM"
    return capfirst(format_date(day, format=pattern, locale=get_language_entry(language).locale))


@register.filter
def month_and_year(day: date) -> str:
    language = get_language() or ""
    pattern = "'Tháng' M 'năm' y" if language == "vi" else "LLLL y"
    return capfirst(format_date(day, format=pattern, locale=get_language_entry(language).locale))
