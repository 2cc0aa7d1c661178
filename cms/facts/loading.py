"""Contacts of the campaign's folder that aren't known yet: placeholders, which the publication rules keep back."""

from collections.abc import Sequence

from cms.campaign.loading import make_columns
from cms.facts.models import ContactChannel
from translations.campaign.folder import Row
from translations.languages import get_column


def load_contacts(rows: Sequence[Row]) -> int:
    """Create the missing placeholders and return how many the folder has; what became of them later is kept."""
    for row in rows:
        columns = make_columns(row)
        name = get_column("name")
        if not ContactChannel.objects.filter(**{name: columns[name]}).exists():
            ContactChannel.objects.create(**columns, is_placeholder=True)
    return len(rows)
