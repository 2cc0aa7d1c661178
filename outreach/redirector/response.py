"""What a scanned code is answered: the one rule behind both faces, the Django view and the gate."""

from dataclasses import dataclass
from functools import lru_cache

from outreach.redirector.link_table import LinkEntry
from outreach.redirector.robots import is_robot
from outreach.redirector.spool import ScanRecord, new_scan_id
from translations.negotiation import choose_language, choose_reader_language

FOUND, NOT_FOUND, GONE = 302, 404, 410


@dataclass(frozen=True, slots=True)
class Answer:
    """302 to ``location``; else 404 or 410 with the notice in ``language``."""

    status: int
    language: str
    location: str = ""


def answer_known(*, entry: LinkEntry, accept_language: str) -> Answer:
    """Lead to the item in the link's language, the reader's or the nearest; if it was taken back, say so (410).

    A link in one language doesn't escape its withdrawal into another: what was withdrawn may be wrong in all.
    """
    destination = entry.destination
    if entry.language not in destination.withdrawn:
        choice = choose_language(own=entry.language, accept_language=accept_language, available=destination.languages)
        if choice is not None:
            location = _add_notice(destination.addresses[choice.language], choice.wanted)
            return Answer(FOUND, choice.language, location)
    return Answer(GONE, choose_reader_language(own=entry.language, accept_language=accept_language))


def answer_unknown(*, accept_language: str) -> Answer:
    """Answer a code that doesn't exist or can't be one."""
    return Answer(NOT_FOUND, choose_reader_language(own="", accept_language=accept_language))


def make_scan(*, entry: LinkEntry, answer: Answer, user_agent: str, minute: int) -> ScanRecord:
    """Return the scan to write down before the answer is given."""
    return ScanRecord(
        id=new_scan_id(), code=entry.code, minute=minute, language=answer.language, is_robot=is_robot(user_agent)
    )


@lru_cache(maxsize=8192)
def _add_notice(address: str, wanted: str) -> str:
    """Tell the page which language the reader misses; the site's frame shows the notice."""
    return f"{address}?asked={wanted}" if wanted else address
