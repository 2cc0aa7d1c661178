"""The daily check: every code in use is followed to its end, as a phone follows it."""

import http.client
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from django.conf import settings

from outreach.links.creation import link_address
from outreach.links.faults import CheckFault
from outreach.links.models import Link
from outreach.links.snapshot import build_table
from outreach.redirector.response import FOUND, respond_to_link

MOST_HOPS = 5
SECONDS_TO_ANSWER = 10
GIVEN_UP_AFTER = 10
"""So many codes without an answer in a row say that the site is away, not that its codes are wrong."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
Progress = Callable[[int, int], None]


class SiteAway(Exception):
    """The site doesn't answer at its own address. The codes that weren't followed keep what was found before."""


def follow_codes(*, at: datetime, progress: Progress) -> list[Link]:
    """Follow each code in use that should lead to a page; return those whose fault is new.

    A code whose text was withdrawn answers that by design and isn't followed. Raise ``SiteAway``.
    """
    codes = list(_find_live())
    links = Link.objects.in_bulk(codes)
    failing: list[Link] = []
    unanswered = 0
    for done, code in enumerate(codes, start=1):
        link, before = links[code], links[code].fault
        link.fault, link.checked_at = find_fault(link_address(code)), at
        unanswered = unanswered + 1 if link.fault == CheckFault.NO_ANSWER else 0
        if unanswered == GIVEN_UP_AFTER:
            raise SiteAway(f"The site doesn't answer at {settings.SITE_ADDRESS}.")
        Link.objects.filter(pk=code).update(fault=link.fault, checked_at=at)
        if link.fault and not before:
            failing.append(link)
        progress(done, len(codes))
    return failing


def find_fault(address: str) -> str:
    """Return the fault of an address of ours, followed to its end; empty if it leads to a page of ours.

    It is asked with HEAD, which isn't counted as a scan.
    """
    own = urlsplit(settings.SITE_ADDRESS).netloc.lower()
    for _hop in range(MOST_HOPS):
        if urlsplit(address).netloc.lower() != own:
            return CheckFault.FOREIGN_HOST
        try:
            status, location = _ask(address)
        except (OSError, http.client.HTTPException):
            return CheckFault.NO_ANSWER
        if status not in REDIRECTS or not location:
            return "" if status == http.client.OK else CheckFault.WRONG_ANSWER
        address = urljoin(address, location)
    return CheckFault.ENDLESS


def _find_live() -> Iterator[str]:
    in_use = set(Link.objects.in_use().values_list("pk", flat=True))
    for code, entry in build_table().entries.items():
        if code in in_use and respond_to_link(entry=entry, accept_language="").status == FOUND:
            yield code


def _ask(address: str) -> tuple[int, str]:
    """Return the status and the header ``Location``."""
    parts = urlsplit(address.lower() if address == address.upper() else address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=SECONDS_TO_ANSWER)
    try:
        connection.request("HEAD", f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
        response = connection.getresponse()
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()
