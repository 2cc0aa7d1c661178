"""The version of the link table: a counter of changes, which shows whether the written table is outdated."""

from django.db import IntegrityError, transaction
from django.db.models import F

from outreach.links.models import TableChange


def note_change() -> None:
    """Count a change of what links lead to; the scheduler then writes a new table. Call it after commit."""
    if TableChange.objects.filter(pk=TableChange.THE_ONE).update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            TableChange.objects.create(count=1)
    except IntegrityError:
        TableChange.objects.filter(pk=TableChange.THE_ONE).update(count=F("count") + 1)


def get_version() -> str:
    """Return the number of changes so far. Read it before building a table, so that no change is missed."""
    return str(TableChange.objects.values_list("count", flat=True).first() or 0)
