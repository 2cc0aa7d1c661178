from typing import Any

from django import template

from cms.campaign.models import Campaign
from cms.rebuttals.appearance_kinds import AppearanceKind
from cms.rebuttals.claim_review import describe_claim
from cms.rebuttals.models import RebuttalPage
from cms.rebuttals.sources import ClaimSource, read_sources

register = template.Library()


@register.simple_tag
def claim_review(page: RebuttalPage, campaign: Campaign | None) -> dict[str, Any]:
    return describe_claim(page, campaign=campaign)


@register.filter
def claim_sources(text: str) -> list[ClaimSource]:
    return read_sources(text)


@register.filter
def appearance_kind(value: str) -> str:
    """Return the name of the kind of an appearance in the active language."""
    return str(AppearanceKind(value).label) if value in AppearanceKind.values else ""
