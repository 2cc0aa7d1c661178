"""Whether the gate's table is still what the database says."""

from django.db import IntegrityError, transaction
from django.db.models import F

from outreach.links.models import TableChange


def note_change() -> None:
    """Say that links lead elsewhere now; the clock makes a new table. Call it after commit."""
    if TableChange.objects.filter(pk=TableChange.THE_ONE).update(count=F("count") + 1):
        return
    try:
        with transaction.atomic():
            TableChange.objects.create(count=1)
    except IntegrityError:
        TableChange.objects.filter(pk=TableChange.THE_ONE).update(count=F("count") + 1)


def get_version() -> str:
    """Return the number of the last change; read it before the table is built, so that no change is lost."""
    return str(TableChange.objects.values_list("count", flat=True).first() or 0)
