"""Readings of the translations: how many texts are in each state, out of date ones among them."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count

from cms.approvals.status import Status
from cms.monitoring.readings import Reading
from cms.translation_desk.models import TranslationStatus


def read_translations(at: datetime) -> Iterator[Reading]:
    """Yield the counts as they were last derived: a watcher must not have thousands of rows derived."""
    rows = TranslationStatus.objects.order_by()
    counts = dict(rows.values_list("status").annotate(Count("pk")))
    for status in Status.values:
        yield Reading("cms_translations", "Texts by state, sources too.", counts.get(status, 0), {"status": status})
    dirty = rows.filter(is_dirty=True).count()
    yield Reading("cms_translations_dirty", "Texts whose state is to be derived again.", dirty)
