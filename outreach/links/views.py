"""Tracked links answered by Django: ``/q/CODE``. In production the redirector answers first, by the same rules."""

import logging
import time
from functools import cache
from pathlib import Path

from django.db import Error as DatabaseFailed
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe

from cms.published import get_addresses, get_withdrawn_languages
from cms.users.permissions import public
from outreach.links.models import Link
from outreach.links.notices import UNKNOWN, choose_withdrawn, render_notice
from outreach.links.own_spool import get_spool
from outreach.links.snapshot import get_table_path, make_destinations
from outreach.redirector.codes import MalformedCode, read_code
from outreach.redirector.link_table import LinkEntry, LinkTable, TableFile
from outreach.redirector.response import (
    COUNTRY_HEADER,
    FOUND,
    GONE,
    ScanResponse,
    choose_notice,
    make_scan,
    respond_to_link,
    respond_to_unknown_code,
)
from outreach.redirector.spool import ScanRecord
from translations.negotiation import COOKIE, put_first

logger = logging.getLogger(__name__)


@public
@require_safe
def follow(request: HttpRequest, typed: str) -> HttpResponse:
    """Redirect to the link's item once the scan is on disk; while the database is down, by the last link table."""
    accept_language = put_first(request.COOKIES.get(COOKIE, ""), request.headers.get("accept-language", ""))
    entry = _find_entry(typed)
    if entry is None:
        return _respond(respond_to_unknown_code(accept_language=accept_language))
    response = respond_to_link(entry=entry, accept_language=accept_language)
    if request.method == "GET":
        _record_scan(_make_scan(request, entry, response))
    return _respond(response)


def _make_scan(request: HttpRequest, entry: LinkEntry, response: ScanResponse) -> ScanRecord:
    return make_scan(
        entry=entry,
        response=response,
        user_agent=request.headers.get("user-agent", ""),
        purpose=request.headers.get("sec-purpose", request.headers.get("purpose", "")),
        country=request.headers.get(COUNTRY_HEADER, ""),
        minute=int(time.time() // 60),
    )


def _find_entry(typed: str) -> LinkEntry | None:
    """Return the link's entry from the database, or from the last link table while the database doesn't answer."""
    try:
        code = read_code(typed)
    except MalformedCode:
        return None
    try:
        link = Link.objects.filter(pk=code).first()
        if link is None:
            return None
        item = kind, key = link.destination
        destinations = make_destinations(
            {item: get_addresses(kind=kind, key=key)},
            link_languages={item: [link.language]},
            withdrawn_languages=get_withdrawn_languages(),
        )
        return LinkEntry(code=code, language=link.language, destination=destinations[item])
    except DatabaseFailed:
        logger.exception("The database doesn't answer: %s is looked up in the last link table.", code)
        return _get_table().entries.get(code)


def _respond(answer: ScanResponse) -> HttpResponse:
    if answer.status == FOUND:
        response = HttpResponse(status=FOUND, headers={"Location": iri_to_uri(answer.location)})
    else:
        response = HttpResponse(_get_notice(answer), status=answer.status)
        response["Content-Language"] = answer.language
        response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _get_notice(answer: ScanResponse) -> bytes:
    try:
        notice = choose_withdrawn() if answer.status == GONE else UNKNOWN
        return render_notice(notice=notice, language=answer.language, is_beside_source=answer.is_beside_source)
    except DatabaseFailed:
        return choose_notice(_get_table().notices, answer)


def _record_scan(record: ScanRecord) -> None:
    spool = get_spool()
    try:
        spool.append(record)
    except OSError:
        # Redirecting the reader matters more than the count.
        logger.exception(
            "A scan of %s is lost: the spool can't be written. Since its start this process has lost %s.",
            record.code,
            spool.not_kept,
        )


@cache
def _get_table_file(path: Path) -> TableFile:
    return TableFile(path)


def _get_table() -> LinkTable:
    return _get_table_file(get_table_path()).get()
