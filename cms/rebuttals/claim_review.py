"""Structured data of rebuttals: schema.org's ClaimReview, which search engines and fact-check databases read."""

from typing import Any

from cms.campaign.models import Campaign
from cms.core.addresses import absolute
from cms.core.corrections import list_corrections
from cms.facts.rendering import write_facts
from cms.rebuttals.models import RebuttalPage

RATINGS = {"false": 1, "misleading": 2, "unproven": 3}
"""On a scale from 1 (false) to 5 (true); the campaign reviews only claims that aren't true."""


def describe_claim(page: RebuttalPage) -> dict[str, Any]:
    """Return the ClaimReview of a page (https://schema.org/ClaimReview)."""
    language = page.locale.language_code
    campaign = Campaign.objects.filter(is_current=True).first()
    published = page.first_published_at
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": absolute(page.url_path or ""),
        "inLanguage": language,
        "datePublished": published.date().isoformat() if published else None,
        "claimReviewed": write_facts(page.claim, language=language, keep_unknown=True),
        "author": {"@type": "Organization", "name": campaign.desk_name if campaign else ""},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATINGS[page.verdict],
            "worstRating": 1,
            "bestRating": 5,
            "alternateName": str(page.get_verdict_display()),
        },
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": write_facts(each.text, language=language, keep_unknown=True),
                "datePublished": each.published_at.date().isoformat() if each.published_at else None,
            }
            for each in list_corrections(page)
        ],
    }
