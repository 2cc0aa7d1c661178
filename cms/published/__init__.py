"""The one door between what is said and where it went.

Everything outreach knows of content it asks here; the answers are values. Whoever listens to ``publication_changed``
has imported this module, so it connects itself to what it watches.
"""

from cms.published.changes import publication_changed
from cms.published.history import get_approvals, get_ref, get_withdrawal
from cms.published.items import (
    ApprovalRecord,
    Contact,
    ContactValue,
    ItemRef,
    PosterWording,
    PublishedFile,
    PublishedItem,
    PublishedSummary,
    Rights,
    TextBlock,
    Withdrawal,
)
from cms.published.reading import get_published, get_published_languages, hotline, list_published
from cms.published.signal_handlers import connect

__all__ = [
    "ApprovalRecord",
    "Contact",
    "ContactValue",
    "ItemRef",
    "PosterWording",
    "PublishedFile",
    "PublishedItem",
    "PublishedSummary",
    "Rights",
    "TextBlock",
    "Withdrawal",
    "get_approvals",
    "get_published",
    "get_published_languages",
    "get_ref",
    "get_withdrawal",
    "hotline",
    "list_published",
    "publication_changed",
]

connect()
