"""Creation of tracked links, and their addresses as printed."""

import uuid

from django.conf import settings
from django.db import IntegrityError, transaction

from outreach.links.models import Link
from outreach.links.retirement import reuse
from outreach.links.table_version import note_change
from outreach.redirector.codes import draw_code
from translations.languages import CODES
from translations.negotiation import ANY


class UnknownLinkLanguage(ValueError):
    """The language is neither one of the campaign's nor ``any``."""


def create_link(
    *,
    item_kind: str,
    item_key: str,
    language: str = ANY,
    organisation_key: uuid.UUID | None = None,
    placement: str = "",
    created_by_key: str = "",
) -> Link:
    """Return the only link of this item, language, organisation and placement; create it if there is none.

    One that was retired is in use again. Concurrent calls return the same link. The caller checks that the item is
    published.
    """
    if language != ANY and language not in CODES:
        raise UnknownLinkLanguage(f"“{language}” is neither a language of the campaign nor “{ANY}”.")
    identity = {
        "item_kind": item_kind,
        "item_key": item_key,
        "language": language,
        "organisation_key": organisation_key,
        "placement": placement,
    }
    while (link := Link.objects.filter(**identity).first()) is None:
        try:
            with transaction.atomic():
                link = Link.objects.create(code=draw_code(), created_by_key=created_by_key, **identity)
        except IntegrityError:
            # Either the same link was created concurrently and is found now, or the code exists and another is drawn.
            continue
        transaction.on_commit(note_change)
        return link
    if link.retired_at is not None:
        reuse(link)
    return link


def link_address(code: str) -> str:
    """Return the address to print in a QR code: in capitals, which need fewer modules."""
    return f"{settings.SITE_ADDRESS}/Q/{code}".upper()
