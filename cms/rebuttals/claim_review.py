"""Structured data of rebuttals: schema.org's ClaimReview, which search engines and fact-check databases read.

It has every property that Google requires or recommends (“Fact check (ClaimReview) structured data”), as far as the
page says it.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from cms.campaign.models import Campaign
from cms.campaign.structured_data import describe_publisher
from cms.core.addresses import absolute
from cms.core.corrections import list_corrections
from cms.facts.rendering import write_facts
from cms.rebuttals.appearance_kinds import AppearanceKind
from cms.rebuttals.models import RebuttalPage
from cms.rebuttals.sources import read_sources
from translations.languages import get_language_entry

RATINGS = {"false": 1, "misleading": 2, "unproven": 3}
"""On a scale from 1 (false) to 5 (true); the campaign reviews only claims that aren't true."""
_TYPES = {
    AppearanceKind.POST: "SocialMediaPosting",
    AppearanceKind.VIDEO: "VideoObject",
    AppearanceKind.ARTICLE: "Article",
    AppearanceKind.OTHER: "CreativeWork",
}
_EMPTY = (None, "", [], {})


def describe_claim(page: RebuttalPage, *, campaign: Campaign | None) -> dict[str, Any]:
    """Return the ClaimReview of a page in its language (https://schema.org/ClaimReview)."""
    entry = get_language_entry(page.locale.language_code)
    corrections = [
        {
            "@type": "CorrectionComment",
            "text": _write(each.text, page),
            **_keep({"datePublished": _write_day(each.published_at)}),
        }
        for each in list_corrections(page)
    ]
    return _keep(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "url": absolute(page.url_path or ""),
            "inLanguage": entry.tag,
            "datePublished": _write_day(page.first_published_at),
            "dateModified": _write_day(page.last_published_at),
            "claimReviewed": " ".join(_write(page.claim, page).split()),
            "author": describe_publisher(campaign, language=entry.code),
            "reviewRating": _describe_rating(page),
            "itemReviewed": _describe_item(page),
            "citation": [source.url for source in read_sources(page.sources) if source.url],
            "correction": corrections,
        }
    )


def _describe_rating(page: RebuttalPage) -> dict[str, Any]:
    verdict = str(page.get_verdict_display())
    return {
        "@type": "Rating",
        "ratingValue": RATINGS[page.verdict],
        "worstRating": 1,
        "bestRating": 5,
        "alternateName": verdict,
        "name": verdict,
    }


def _describe_item(page: RebuttalPage) -> dict[str, Any]:
    """Return the claim itself: who made it, when, and where it appeared, the first place by itself too."""
    appearances = [child.value for child in page.appearances]
    described = [_describe_appearance(value, page) for value in appearances]
    days = [value["day"] for value in appearances if value["day"]]
    author = {"@type": "Organization", "name": _write(page.claim_author, page)} if page.claim_author else None
    return {
        "@type": "Claim",
        **_keep(
            {
                "author": author,
                "datePublished": min(days).isoformat() if days else None,
                "firstAppearance": described[0] if described else None,
                "appearance": described,
            }
        ),
    }


def _describe_appearance(value: Any, page: RebuttalPage) -> dict[str, Any]:
    medium = _write(value["medium"], page)
    day = value["day"].isoformat() if value["day"] else None
    publisher = {"@type": "Organization", "name": medium}
    return {
        "@type": _TYPES.get(value["kind"], "CreativeWork"),
        **_keep({"url": value["url"], "datePublished": day}),
        "publisher": publisher,
    }


def _write(text: str, page: RebuttalPage) -> str:
    return write_facts(text, language=page.locale.language_code, keep_unknown=True)


def _write_day(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).date().isoformat() if moment else None


def _keep(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data without what is empty: a property without a value is invalid."""
    return {name: value for name, value in data.items() if value not in _EMPTY}
