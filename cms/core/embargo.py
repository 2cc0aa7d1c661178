"""Embargo: until its moment comes, nothing of a page is public.

No text, image, file, feed or search result; a moment that is empty or past means that there is no embargo.
"""

from datetime import datetime

from django.db.models import Q


def is_embargoed(until: datetime | None, *, at: datetime) -> bool:
    return until is not None and until > at


def not_embargoed(field: str, *, at: datetime) -> Q:
    """Return the condition under which the embargo named by this field is over, or there is none."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__lte": at})
