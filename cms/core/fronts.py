"""Front servers that cache public pages are told of every new version, and again until they have answered.

They ask for the version themselves once a second (``deploy/nginx/cache.conf``). Without this, one that can't ask any
more, because the web processes are away, would go on showing pages that were withdrawn in their last second, or that
another process withdrew since.
"""

import logging
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error as DatabaseFailed
from django.db.models import QuerySet

from cms.core.models import Front
from cms.core.page_cache import get_version

ANSWER_SECONDS = 2.0
PAUSE = timedelta(seconds=10)
"""Between two tries while a front server doesn't answer: each may take as long as ``ANSWER_SECONDS``."""
MARK = "X-Purge"
"""The header by which the purge address is known: a mistyped one might answer as well."""
logger = logging.getLogger(__name__)


def purge_fronts(*, at: datetime) -> list[str]:
    """Have every front server forget the version that it knows, if there is a newer one; return those that failed."""
    if not settings.PURGE_ADDRESSES:
        return []
    version = get_version()
    return [address for address in settings.PURGE_ADDRESSES if not _keep_purged(address, version=version, at=at)]


def describe_health() -> list[dict[str, int]]:
    """Return what ``/readyz`` says of the front servers; nothing while the database doesn't answer."""
    if not settings.PURGE_ADDRESSES:
        return []
    try:
        return [{"fronts_not_purged": find_failing().count()}]
    except DatabaseFailed:
        return []


def find_failing() -> QuerySet[Front]:
    """Return the front servers that don't answer, and may show what was withdrawn once the web processes are away."""
    return Front.objects.filter(address__in=settings.PURGE_ADDRESSES, failing_since__isnull=False)


def _keep_purged(address: str, *, version: int, at: datetime) -> bool:
    front, _is_new = Front.objects.get_or_create(address=address)
    if front.failing_since is None and front.purged_version == version:
        return True
    if front.failing_since is not None and front.tried_at is not None and front.tried_at <= at < front.tried_at + PAUSE:
        return False
    front.tried_at = at
    try:
        _purge(address)
    except (OSError, HTTPException) as error:
        if front.failing_since is None:
            logger.warning("The front server %s can't be purged (%s). It is tried until it answers.", address, error)
        front.failing_since = front.failing_since or at
    else:
        front.purged_version, front.failing_since = version, None
    front.save()
    return front.failing_since is None


def _purge(address: str) -> None:
    """Remove the version from the server's cache; raise ``OSError`` or ``HTTPException`` if it doesn't say so."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        response = connection.getresponse()
        if response.status != HTTPStatus.NO_CONTENT or not response.headers.get(MARK):
            raise HTTPException(f"it answered {response.status}, and not as a purge address does")
    finally:
        connection.close()
