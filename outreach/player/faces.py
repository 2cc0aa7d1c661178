"""The neutral face of a player: the campaign's name and hotline, for when nothing else may be shown."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext, override

from cms.published import get_campaign_names, hotline
from translations.campaign.reading import get_folder
from translations.languages import get_language_entry


def describe_face(language: str) -> dict[str, Any]:
    """Return the face in this language: plain texts, with the hotline only while it may be public."""
    names, contact, entry = get_campaign_names(language), hotline(language), get_language_entry(language)
    phone = contact.phone if contact else None
    with override(language):
        notice = gettext("Demonstration material: not an announcement of any authority.")
    demonstration = notice if names.is_demonstration else ""
    return {
        "language": entry.code,
        "tag": entry.tag,
        "direction": entry.direction,
        "name": names.short_name or get_folder().title,
        "motto": names.motto,
        "contact": contact.name if contact and phone else "",
        "number": phone.text if phone else "",
        "hours": contact.hours if contact and phone else "",
        "address": urlsplit(settings.SITE_ADDRESS).netloc,
        "demonstration": demonstration,
    }
