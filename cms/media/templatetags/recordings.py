from django import template

from cms.core.models import BasePage
from cms.media.readings import DisplayedReading, display_reading

register = template.Library()


@register.simple_tag
def recorded_reading(page: BasePage) -> DisplayedReading | None:
    """Return the recording in which the page is read aloud; None without one."""
    return display_reading(page)
