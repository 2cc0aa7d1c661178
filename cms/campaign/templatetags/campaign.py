from django import template

from cms.campaign.models import Campaign
from cms.core import page_cache

register = template.Library()


@register.simple_tag(takes_context=True)
def get_campaign(context: template.Context) -> Campaign | None:
    """Return the current campaign, cached with the pages' version."""
    version = getattr(context.get("request"), "public_version", None)
    if version is None:
        return Campaign.objects.filter(is_current=True).first()
    found: Campaign | None = page_cache.remember(
        "campaign", lambda: Campaign.objects.filter(is_current=True).first(), version=version
    )
    return found
