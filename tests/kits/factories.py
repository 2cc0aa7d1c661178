from datetime import datetime

from cms.files.serving import SentBytes
from cms.users.models import User
from outreach.kits.downloads import open_edition, record_download
from outreach.kits.models import KitEdition


def fetch_edition(*, edition: KitEdition, by: User, at: datetime) -> None:
    """Open the edition as a member does, and record that all of it was sent."""
    whole = SentBytes(0, edition.size - 1, edition.size)
    record_download(download=open_edition(edition=edition, by=by, at=at), sent=whole, by_key=by.key, at=at)
