from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.parsers import JSONParser

from outreach.api.errors import RequestRefused
from translations.characters import strip_all

LARGEST_BODY = 1_000_000


class BoundedJSONParser(JSONParser):
    """Parses JSON of at most ``LARGEST_BODY`` bytes; anything invalid raises ``ParseError``.

    The texts have no invisible characters that break formats (``translations/characters.py``).
    """

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        request = (parser_context or {}).get("request")
        if request is not None and int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            message = _("The request is too large: %(most)d bytes at most.") % {"most": LARGEST_BODY}
            raise RequestRefused(code="too_large", message=message, http_status=413)
        try:
            parsed: dict[str, Any] = strip_all(super().parse(stream, media_type, parser_context))
            return parsed
        except (exceptions.ParseError, RecursionError, UnicodeError) as error:
            raise exceptions.ParseError(_("The request isn't valid JSON.")) from error


def read_chunked(request: HttpRequest) -> HttpRequest:
    """Return the request with its chunked body as one whose length is known; any other request unchanged.

    Django reads no body without a ``Content-Length``. Servers that decode chunks say so by ``wsgi.input_terminated``.
    Of a body that is too large, only as much is read as is needed to refuse it.
    """
    environ = request.META
    if "chunked" not in environ.get("HTTP_TRANSFER_ENCODING", "").lower() or not environ.get("wsgi.input_terminated"):
        return request
    body = environ["wsgi.input"].read(LARGEST_BODY + 1)
    return WSGIRequest({**environ, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)})
