"""Search and cache after a back-up was restored."""

from datetime import datetime

from django.core.cache import cache
from django.db import transaction

from cms.core import search
from cms.core.page_cache import outrun_versions


def rebuild_restored(*, at: datetime) -> list[str]:
    """Write the search entries anew, and forget cached pages here and on front servers: they are of another time."""
    with transaction.atomic():
        entries = search.rebuild()
        outrun_versions(at=at)
    cache.clear()
    return [f"Search: {entries} pages. The cache is empty."]
