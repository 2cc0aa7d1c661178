"""Endpoints of the API for players, and its documentation."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from operator import itemgetter
from typing import Any, ClassVar, NoReturn, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cms.files.serving import serve_file
from cms.users.permissions import public
from outreach.api.authentication import (
    SCREEN_KEY,
    IsPlayerOfScreen,
    Player,
    ScreenKeyAuthentication,
    ScreenThrottle,
)
from outreach.api.errors import RequestRefused
from outreach.api.parsers import BoundedJSONParser, read_chunked
from outreach.api.serializers import ErrorSerializer, ManifestSerializer, PlaysSerializer, RecordedSerializer
from outreach.screens.addresses import get_file_base
from outreach.screens.archive import serve_archive
from outreach.screens.contact import note_contact
from outreach.screens.feed import RSS_TYPE, SMIL_TYPE, build_rss, build_smil
from outreach.screens.files import (
    FileNotOnScreen,
    FileNotYetValid,
    FileWithdrawn,
    hand_out,
    hand_out_all,
    record_fetched,
)
from outreach.screens.manifest import ScheduledItem, write_time
from outreach.screens.models import Screen
from outreach.screens.playing import list_playing
from outreach.screens.plays import record_plays
from outreach.screens.receipts import make_screen_receipt
from outreach.screens.schedule import LEAD, Schedule, get_schedule

ERRORS = {401: ErrorSerializer, 404: ErrorSerializer, 429: ErrorSerializer}
ETAG = OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description="ETag of the last response.")
SERVER_TIME = "X-Server-Time"
"""The server's clock, for players whose own can't be trusted: in a header, so that the manifest stays the same."""
KEY_EXPIRES = "X-Key-Expires"
"""When the key that was sent ends, so that a player can warn in time."""
RANGE = OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="Bytes to send.")


class ScreenView(APIView):
    """Base of a screen's endpoints: requires a player's key that is valid for the screen."""

    required_capabilities: ClassVar[tuple[str, ...]] = (SCREEN_KEY,)
    authentication_classes = (ScreenKeyAuthentication,)
    permission_classes = (IsPlayerOfScreen,)
    throttle_classes = (ScreenThrottle,)
    parser_classes = (BoundedJSONParser,)
    reads_schedule_with_key: ClassVar[bool] = False

    def permission_denied(self, request: Request, message: str | None = None, code: str | None = None) -> NoReturn:
        raise exceptions.NotFound(_("Your operator has no such screen."))

    def get_player(self) -> Player:
        return cast("Player", self.request.user)

    def get_screen(self, key: UUID) -> Screen:
        screen = Screen.objects.filter(key=key, organisation_key=self.get_player().key.organisation_key).first()
        if screen is None:
            raise exceptions.NotFound(_("Your operator has no such screen."))
        return screen

    def get_schedule(self, key: UUID, *, lead: timedelta = LEAD) -> Schedule:
        operator = self.get_player().key.organisation_key
        schedule = get_schedule(key=key, organisation_key=operator, at=timezone.now(), lead=lead)
        if schedule is None:
            raise exceptions.NotFound(_("Your operator has no such screen."))
        return schedule

    def get_playing(self, key: UUID) -> tuple[Schedule, list[ScheduledItem]]:
        """Return the schedule and what may be played now, and note that the player has asked."""
        schedule = self.get_schedule(key, lead=timedelta())
        note_contact(schedule, etag="", at=schedule.at)
        return schedule, list_playing(schedule.items, panel=schedule.panel, at=schedule.at)


class ManifestView(ScreenView):
    reads_schedule_with_key = True

    @extend_schema(
        operation_id="get_manifest",
        summary="Files to show on this screen now and next, and files to take down",
        description="Request it once a minute with If-None-Match; 304 means that nothing changed.",
        parameters=[ETAG],
        responses={200: ManifestSerializer, 304: OpenApiResponse(description="Nothing changed."), **ERRORS},
    )
    def get(self, request: Request, key: UUID) -> HttpResponse:
        schedule = self.get_player().schedule or self.get_schedule(key)
        manifest = schedule.get_manifest(base_url=get_file_base(key))
        note_contact(schedule, etag=manifest.etag, at=schedule.at)
        response = _respond(request, etag=manifest.etag, body=manifest.body, content_type="application/json")
        response[SERVER_TIME] = write_time(schedule.at)
        expires_at = self.get_player().key.expires_at
        if expires_at is not None:
            response[KEY_EXPIRES] = write_time(expires_at)
        return response


class FeedView(ScreenView):
    @extend_schema(
        operation_id="get_feed",
        summary="The items to show now as Media RSS, for players that take feeds",
        description="It has no item before its time. The key can also be sent as the password of HTTP Basic.",
        parameters=[ETAG],
        responses={(200, "application/rss+xml"): OpenApiTypes.STR, **ERRORS},
    )
    def get(self, request: Request, key: UUID) -> HttpResponse:
        schedule, items = self.get_playing(key)
        base_url = get_file_base(key)
        body = build_rss(panel=schedule.panel, items=items, base_url=base_url, address=settings.SITE_ADDRESS)
        return _respond(request, etag=_make_etag(body), body=body, content_type=RSS_TYPE)


class SmilView(ScreenView):
    @extend_schema(
        operation_id="get_smil",
        summary="The items to show now as a SMIL document that repeats them",
        description="It has no item before its time. The key can also be sent as the password of HTTP Basic.",
        parameters=[ETAG],
        responses={(200, "application/smil+xml"): OpenApiTypes.STR, **ERRORS},
    )
    def get(self, request: Request, key: UUID) -> HttpResponse:
        _schedule, items = self.get_playing(key)
        base_url = get_file_base(key)
        body = build_smil(items=items, sources={item.sha256: f"{base_url}{item.sha256}" for item in items})
        return _respond(request, etag=_make_etag(body), body=body, content_type=SMIL_TYPE)


class ArchiveView(ScreenView):
    @extend_schema(
        operation_id="get_archive",
        summary="The files to show now as one ZIP, for players that are fed by hand",
        description="410 means that nothing may be shown any more, 404 that nothing may be shown yet.",
        responses={(200, "application/zip"): OpenApiTypes.BINARY, 410: ErrorSerializer, **ERRORS},
    )
    def get(self, request: Request, key: UUID) -> HttpResponseBase:
        schedule, player = self.get_schedule(key, lead=timedelta()), self.get_player()
        with answering_refusals():
            handed = hand_out_all(schedule, organisation_key=player.key.organisation_key, by_key=player.by_key)
        return serve_archive(
            request._request,
            panel=schedule.panel,
            items=handed.items,
            handed=handed.files,
            on_sent=lambda each, sent: record_fetched(each, sent=sent, at=timezone.now()),
        )

    head = get


@contextmanager
def answering_refusals() -> Iterator[None]:
    """Turn what may not be fetched into the API's errors: 404 for what isn't there or not yet, 410 for the rest."""
    try:
        yield
    except FileNotOnScreen as error:
        raise exceptions.NotFound(str(error)) from error
    except FileNotYetValid as error:
        raise RequestRefused(code="not_yet_valid", message=str(error), http_status=404) from error
    except FileWithdrawn as error:
        raise RequestRefused(code=error.reason, message=str(error), http_status=410) from error


class FileView(ScreenView):
    @extend_schema(
        operation_id="get_file",
        summary="One file of the manifest",
        description="Supports Range. 410 means that the file must be taken down, 404 that its time has not come.",
        parameters=[RANGE],
        responses={
            (200, "application/octet-stream"): OpenApiTypes.BINARY,
            206: OpenApiResponse(description="The requested range."),
            410: ErrorSerializer,
            **ERRORS,
        },
    )
    def get(self, request: Request, key: UUID, sha256: str) -> HttpResponseBase:
        schedule, player = self.get_schedule(key), self.get_player()
        with answering_refusals():
            handed = hand_out(
                schedule, sha256=sha256, organisation_key=player.key.organisation_key, by_key=player.by_key
            )
        file = handed.file
        return serve_file(
            request._request,
            storage_name=file.storage_name,
            filename=file.storage_name.rpartition("/")[2],
            content_type=file.media_type,
            sha256=file.sha256,
            on_sent=lambda sent: record_fetched(handed, sent=sent, at=timezone.now()),
            receipt=make_screen_receipt(handed),
        )

    head = get


class PlaysView(ScreenView):
    @extend_schema(
        operation_id="report_plays",
        summary="Proof of play, up to 1,000 plays at once",
        description="A batch may be sent again: each play is counted once. The others of a refused play are counted.",
        request=PlaysSerializer,
        responses={200: RecordedSerializer, 400: ErrorSerializer, 413: ErrorSerializer, **ERRORS},
    )
    def post(self, request: Request, key: UUID) -> Response:
        screen = self.get_screen(key)
        batch = PlaysSerializer(data=request.data)
        batch.is_valid(raise_exception=True)
        rows = batch.read_rows()
        recorded = record_plays(screen_id=screen.pk, reports=list(rows.reports.values()), at=timezone.now())
        places = list(rows.reports)
        faults = [
            {"index": places[place], "code": fault.value, "message": str(fault.label)}
            for place, fault in recorded.refused.items()
        ]
        refused = sorted([*rows.errors, *faults], key=itemgetter("index"))
        if refused and not recorded.counted + recorded.known:
            message = _("No plays were counted. Every error is listed; there is no use in sending these plays again.")
            raise RequestRefused(code="plays_refused", message=message, http_status=400, items=refused)
        return Response({"counted": recorded.counted, "known": recorded.known, "refused": refused})

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        return super().initialize_request(read_chunked(request), *args, **kwargs)


@public
def openapi(request: HttpRequest) -> HttpResponse:
    """Send the API's description as OpenAPI 3."""
    return HttpResponse(JSONRenderer().render(_get_schema()), content_type="application/vnd.oai.openapi+json")


@public
def documentation(request: HttpRequest) -> HttpResponse:
    """Show the API's description as a page."""
    operations = [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in _get_schema()["paths"].items()
        for method, operation in methods.items()
    ]
    return render(request, "api/documentation.html", {"operations": operations, "address": settings.SITE_ADDRESS})


def _get_schema() -> dict[str, Any]:
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


def _make_etag(body: bytes) -> str:
    return f'"{hashlib.sha256(body).hexdigest()}"'


def _respond(request: Request, *, etag: str, body: bytes, content_type: str) -> HttpResponse:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or etag in {tag.removeprefix("W/") for tag in known}:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(body, content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
