"""The one door between what is said and where it went.

Everything outreach knows of content it asks here; the answers are values. Whoever listens to ``publication_changed``
has imported this module, so it connects itself to what it watches.
"""

from cms.published.campaign import CampaignNames, get_campaign_names
from cms.published.changes import PublicPage, find_items_showing, publication_changed
from cms.published.history import find_behind_source, find_ref, get_approvals, get_ref, get_withdrawal, list_approvals
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
from cms.published.reading import get_contacts, get_published, get_published_languages, hotline, list_published
from cms.published.signal_handlers import connect

__all__ = [
    "ApprovalRecord",
    "CampaignNames",
    "Contact",
    "ContactValue",
    "ItemRef",
    "PosterWording",
    "PublicPage",
    "PublishedFile",
    "PublishedItem",
    "PublishedSummary",
    "Rights",
    "TextBlock",
    "Withdrawal",
    "find_behind_source",
    "find_items_showing",
    "find_ref",
    "get_approvals",
    "get_campaign_names",
    "get_contacts",
    "get_published",
    "get_published_languages",
    "get_ref",
    "get_withdrawal",
    "hotline",
    "list_approvals",
    "list_published",
    "publication_changed",
]

connect()
