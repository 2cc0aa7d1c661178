"""Response to a scanned code, and the record of the scan: the rules that the Django view and the redirector share."""

import re
from dataclasses import dataclass
from functools import lru_cache

from outreach.redirector.link_table import LinkEntry, Notices
from outreach.redirector.robots import is_prefetch, is_robot
from outreach.redirector.spool import ScanRecord, new_scan_id
from translations.languages import SOURCE
from translations.negotiation import ANY, choose_language, choose_notice_language

FOUND, NOT_FOUND, GONE = 302, 404, 410
COUNTRY_HEADER = "x-country"
"""Set by the front server, which alone knows the reader's address, from its table of countries; empty without one."""
_COUNTRY = re.compile("[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class ScanResponse:
    """302 to ``location``; else 404 or 410 with the notice in ``language``, and beside it in the source's."""

    status: int
    language: str
    location: str = ""
    is_beside_source: bool = False


def respond_to_link(*, entry: LinkEntry, accept_language: str) -> ScanResponse:
    """Redirect to the item in the link's language, the reader's or the closest one; return 410 if it was withdrawn.

    A link in one language doesn't lead from a withdrawn text to another language: the error may be in all of them.
    """
    destination = entry.destination
    if entry.language not in destination.withdrawn:
        choice = choose_language(asked=entry.language, accept_language=accept_language, available=destination.languages)
        if choice is not None:
            location = _add_notice(destination.addresses[choice.language], choice.wanted)
            return ScanResponse(FOUND, choice.language, location)
    return _respond_to_withdrawn(entry=entry, accept_language=accept_language)


def _respond_to_withdrawn(*, entry: LinkEntry, accept_language: str) -> ScanResponse:
    """Return 410 in the link's language; but everybody sees posters of the source: there the phone's goes first."""
    asked = ANY if entry.language == SOURCE else entry.language
    language = choose_notice_language(asked=asked, accept_language=accept_language)
    return ScanResponse(GONE, language, is_beside_source=entry.language == SOURCE and language != SOURCE)


def respond_to_unknown_code(*, accept_language: str) -> ScanResponse:
    """Return 404 for a code that doesn't exist or is malformed."""
    return ScanResponse(NOT_FOUND, choose_notice_language(asked=ANY, accept_language=accept_language))


def choose_notice(notices: Notices, response: ScanResponse) -> bytes:
    """Return the page of a response that leads nowhere."""
    if response.status != GONE:
        return notices.unknown[response.language]
    return (notices.withdrawn_source if response.is_beside_source else notices.withdrawn)[response.language]


def make_scan(
    *, entry: LinkEntry, response: ScanResponse, user_agent: str, purpose: str, country: str, minute: int
) -> ScanRecord:
    """Return the record of a scan, to be on disk before the response is sent.

    ``purpose`` is the header ``Sec-Purpose`` or ``Purpose``: what a browser fetches in advance isn't a person's scan.
    ``country`` is what ``COUNTRY_HEADER`` says; anything but an ISO 3166 code counts as unknown.
    """
    return ScanRecord(
        id=new_scan_id(),
        code=entry.code,
        minute=minute,
        language=response.language,
        is_robot=is_robot(user_agent) or is_prefetch(purpose),
        country=country if _COUNTRY.fullmatch(country) else "",
    )


@lru_cache(maxsize=8192)
def _add_notice(address: str, wanted: str) -> str:
    """Add the language that the reader misses, which the page's layout reads to show a notice."""
    return f"{address}?asked={wanted}" if wanted else address
