"""Codes that are out of use. They still answer: what was printed may hang on a wall for years."""

from datetime import datetime

from outreach.links.models import Link


def retire(link: Link, *, at: datetime) -> None:
    """List the code apart from those in use. It leads where it leads, and its scans are counted."""
    Link.objects.filter(pk=link.pk, retired_at__isnull=True).update(retired_at=at)


def reuse(link: Link) -> None:
    """List the code among those in use again."""
    Link.objects.filter(pk=link.pk).update(retired_at=None)
