"""Files of a page under embargo, which its reader gets by the token of the link, as long as it shows that page."""

import re
from datetime import datetime

from cms.core.models import BasePage
from cms.media.access import StoredFile, describe_document, find_stored_file
from cms.media.models import CampaignDocument
from cms.media.usage import find_files, may_serve

_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_FILE = re.compile(r"""(?<=["'\s,])/(?=(?:media|documents)/)""")
_DOCUMENT = re.compile(r"documents/(\d{1,9})/[^/]+")
_MEDIA = "media/"


def lead_through(html: str, *, base: str) -> str:
    """Return the page with the addresses of its files behind ``base``, where the token lets its reader pass."""
    return _TAG.sub(lambda tag: _FILE.sub(base, tag.group()), html)


def find_file(page: BasePage, path: str, *, at: datetime) -> StoredFile | None:
    """Return the file at this path behind the base if the page shows it and its rights allow it; else None."""
    file = _find(path)
    if file is None or file.use not in find_files(page):
        return None
    return file if may_serve(kind=file.use.kind, object_id=file.use.object_id, at=at) else None


def _find(path: str) -> StoredFile | None:
    if path.startswith(_MEDIA):
        return find_stored_file(path.removeprefix(_MEDIA))
    named = _DOCUMENT.fullmatch(path)
    document = CampaignDocument.objects.filter(pk=int(named[1])).first() if named else None
    return describe_document(document) if document else None
