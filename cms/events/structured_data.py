"""Structured data of events: schema.org's Event, which search engines list by place and day."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from cms.campaign.models import Campaign
from cms.campaign.structured_data import describe_publisher
from cms.core.addresses import absolute
from cms.events.occasion import Occasion
from cms.facts.rendering import write_facts
from translations.languages import get_language_entry

SCHEMA = "https://schema.org"


def describe_event(occasion: Occasion, *, campaign: Campaign | None) -> dict[str, Any]:
    """Return the Event of an occasion (https://schema.org/Event). Without a venue it would be no valid one."""
    page = occasion.page
    language = page.locale.language_code
    here = ZoneInfo(settings.TIME_ZONE)

    def write(text: str) -> str:
        return write_facts(text, language=language, keep_unknown=True)

    address = " ".join(write(page.address).split("\n")).strip()
    return {
        "@context": SCHEMA,
        "@type": "Event",
        "name": write(page.title),
        "url": absolute(page.url_path or ""),
        "inLanguage": get_language_entry(language).tag,
        "startDate": occasion.starts_at.astimezone(here).isoformat(),
        "endDate": occasion.ends_at.astimezone(here).isoformat(),
        "eventStatus": f"{SCHEMA}/{'EventCancelled' if occasion.is_cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": write(page.venue), **({"address": address} if address else {})},
        **({"description": write(page.summary)} if page.summary else {}),
        "organizer": describe_publisher(campaign, language=language),
    }
