from typing import Any

from django import template

from cms.campaign.templatetags.campaign import get_campaign
from cms.events.occasion import Occasion
from cms.events.structured_data import describe_event

register = template.Library()


@register.simple_tag(takes_context=True)
def event_data(context: template.Context, occasion: Occasion) -> dict[str, Any]:
    """Return the structured data of an event's page."""
    return describe_event(occasion, campaign=get_campaign(context))
