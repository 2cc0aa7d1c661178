"""Embargo: until its end, nothing of a page is public: no text, image, file, feed or search result.

An empty or past moment means no embargo.
"""

from datetime import datetime

from django.db.models import Q


def is_embargoed(until: datetime | None, *, at: datetime) -> bool:
    return until is not None and until > at


def not_embargoed(field: str, *, at: datetime) -> Q:
    """Return the condition for rows whose embargo, in the field of this name, is over or not set."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lte": at})
