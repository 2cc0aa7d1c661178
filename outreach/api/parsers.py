from collections.abc import Mapping
from typing import IO, Any

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
