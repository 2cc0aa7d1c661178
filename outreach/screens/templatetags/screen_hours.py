"""Template filter that writes hours of the day."""

from collections.abc import Iterable

from django import template

from outreach.screens.hours import write_hours

register = template.Library()


@register.filter
def hours_text(hours: Iterable[Iterable[int]]) -> str:
    """Write the hours of a schedule as people type them; empty for all day."""
    return write_hours(hours)
