"""Organisations as recipients of editions: the languages that they read, and where they work."""

from outreach.availability.surroundings import get_recipient
from outreach.kits.plan import EditionRecipient
from outreach.organisations.models import Organisation
from translations.languages import CODES


def get_languages(organisation: Organisation) -> tuple[str, ...]:
    """Return the campaign's languages that the organisation reads, in the campaign's order."""
    return tuple(code for code in CODES if code in organisation.languages)


def make_recipient(organisation: Organisation) -> EditionRecipient:
    to = get_recipient(organisation)
    return EditionRecipient(
        key=organisation.key, languages=get_languages(organisation), territory=to.territory, medium=to.medium
    )
