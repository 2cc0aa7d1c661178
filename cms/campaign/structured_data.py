"""Structured data that pages of several kinds share: who publishes them, and articles (schema.org)."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import override

from cms.campaign.models import Campaign
from cms.core.addresses import absolute
from cms.core.models import BasePage
from translations.campaign.reading import get_folder
from translations.languages import get_language_entry


def describe_publisher(campaign: Campaign | None, *, language: str) -> dict[str, Any]:
    """Return the campaign's desk as an organisation, in the language; the campaign itself if its desk has no name."""
    with override(language):
        name = (campaign.desk_name or campaign.name) if campaign else get_folder().title
    return {
        "@type": "Organization",
        "name": name,
        "url": absolute(f"/{language}/"),
        "logo": absolute(static("campaign/emblem.svg")),
    }


def describe_article(
    page: BasePage, *, campaign: Campaign | None, headline: str, description: str, picture: str
) -> dict[str, Any]:
    """Return a page as an Article; its texts have their facts written, ``picture`` is an address or ""."""
    language = page.locale.language_code
    publisher = describe_publisher(campaign, language=language)
    moments = {"datePublished": page.first_published_at, "dateModified": page.last_published_at}
    address = absolute(page.url_path or "")
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "mainEntityOfPage": address,
        "url": address,
        "headline": headline,
        "inLanguage": get_language_entry(language).tag,
        **({"description": description} if description else {}),
        **({"image": [picture]} if picture else {}),
        **{name: moment.isoformat() for name, moment in moments.items() if moment},
        "author": publisher,
        "publisher": publisher,
    }
