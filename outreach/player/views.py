"""The player's page and what its browser asks: a new code, its key, the neutral face, and its service worker."""

import hashlib
import json
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cms.users.permissions import public
from cms.users.views import raise_404
from outreach.organisations.models import Organisation
from outreach.player.faces import describe_face
from outreach.player.pairings import PairingEnded, TooManyWaiting, begin, fetch_key
from outreach.player.shell import get_static_address, write_worker
from outreach.player.throttles import KeyThrottle, NewCodeThrottle
from outreach.screens.models import Screen
from translations.languages import CODES, SOURCE

SECONDS_BETWEEN_QUESTIONS = 4
_LONGEST_SECRET = 200


@public
@require_safe
def show(request: HttpRequest) -> HttpResponseBase:
    """Send the player, in the browser's language until it knows its screen's."""
    page = _render_page(_read_language(request))
    return _send(request, page, content_type="text/html; charset=utf-8")


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponseBase:
    """Send the service worker; its text changes whenever something that it keeps does."""
    language, address = _read_language(request), reverse("player")
    text = write_worker(page=_render_page(language), address=address, source=f"{address}?language={language}")
    return _send(request, text, content_type="text/javascript; charset=utf-8")


@public
@require_safe
def face(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the neutral face in one language."""
    if code not in CODES:
        return raise_404(request)
    body = json.dumps(describe_face(code), ensure_ascii=False, sort_keys=True)
    return _send(request, body, content_type="application/json", by_language=False)


class BrowserView(APIView):
    """Base of what a browser without a key may ask, by POST and without cookies."""

    required_capabilities: ClassVar[tuple[str, ...]] = ()
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        finished = super().finalize_response(request, response, *args, **kwargs)
        finished["Cache-Control"] = "private, no-store"
        return finished


class NewCodeView(BrowserView):
    throttle_classes = (NewCodeThrottle,)

    def post(self, request: Request) -> Response:
        """Begin a pairing."""
        now = timezone.now()
        try:
            new = begin(at=now)
        except TooManyWaiting as error:
            raise exceptions.Throttled from error
        return Response({"code": new.code, "secret": new.secret, **_time(new.expires_at, at=now)}, status=201)


class KeyView(BrowserView):
    throttle_classes = (KeyThrottle,)

    def post(self, request: Request) -> Response:
        """Send the key of the screen that the browser's code was entered for, or say that it waits."""
        data = request.data if isinstance(request.data, dict) else {}
        secret = data.get("secret")
        if not isinstance(secret, str) or len(secret) > _LONGEST_SECRET:
            raise exceptions.NotFound
        try:
            fetched = fetch_key(secret=secret, at=timezone.now())
        except PairingEnded as error:
            raise exceptions.NotFound from error
        if fetched is None:
            return Response({"state": "waiting"}, status=202)
        screen = fetched.screen
        described = {"key": str(screen.key), "name": screen.name, "language": _choose_language(screen)}
        return Response({"screen": described, "token": fetched.token})


def _time(moment: datetime, *, at: datetime) -> dict[str, int]:
    return {
        "expires_in_seconds": int((moment - at).total_seconds()),
        "ask_again_after_seconds": SECONDS_BETWEEN_QUESTIONS,
    }


def _choose_language(screen: Screen) -> str:
    """Return the first of its operator's languages, for the neutral face; the browser's if the operator has none."""
    operator = Organisation.objects.filter(key=screen.organisation_key).first()
    spoken = [code for code in (operator.languages if operator else []) if code in CODES]
    return str((spoken or [get_language() or SOURCE])[0])


def _read_language(request: HttpRequest) -> str:
    """Return the language in the address, else the browser's. A worker may ask with other headers than its page."""
    named = request.GET.get("language", "")
    return named if named in CODES else get_language() or SOURCE


def _render_page(language: str) -> str:
    context = {
        "face": describe_face(language),
        "portal": f"{settings.SITE_ADDRESS}/portal/player/",
        "static": get_static_address(""),
    }
    with override(language):
        return render_to_string("player/play.html", context)


def _send(request: HttpRequest, text: str, *, content_type: str, by_language: bool = True) -> HttpResponseBase:
    """Send the text with its ETag; a browser asks again each time."""
    body = text.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response = HttpResponse(body, content_type=content_type, headers={"ETag": etag, "Cache-Control": "no-cache"})
    if by_language:
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return get_conditional_response(request, etag=etag, response=response) or response
