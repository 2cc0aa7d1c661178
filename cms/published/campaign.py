"""The names of the campaign."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from cms.campaign.days import NextDay, list_next_days
from cms.campaign.models import Campaign, KeyDate, Topic


@dataclass(frozen=True)
class CampaignNames:
    """The names of the campaign and its desk in one language; empty where there is none."""

    name: str = ""
    short_name: str = ""
    motto: str = ""
    desk_name: str = ""
    is_demonstration: bool = False


def get_campaign_names(language: str) -> CampaignNames:
    with override(language):
        campaign = Campaign.objects.first()
        if campaign is None:
            return CampaignNames()
        return CampaignNames(
            name=campaign.name,
            short_name=campaign.short_name,
            motto=campaign.motto,
            desk_name=campaign.desk_name,
            is_demonstration=campaign.is_demonstration,
        )


def list_topics(*, language: str) -> dict[str, str]:
    """Return the names of the campaign's topics in the language by slug, in the order of the plan."""
    with override(language):
        return {topic.slug: topic.name for topic in Topic.objects.order_by("number")}


def list_coming_days(*, language: str, today: date) -> list[NextDay]:
    """Return the days that the campaign commemorates, each with its next date, the next first."""
    with override(language):
        rows = list(KeyDate.objects.all())
        return list_next_days(rows, today=today, most=len(rows))
