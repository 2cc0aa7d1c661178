"""Every error of the API has one shape, and a message in the language that the caller asked for."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cms.users.permissions import public

Error = dict[str, Any]


class Conflict(exceptions.APIException):
    """A request that is well-formed and can't be granted; ``items`` names what is wrong by its index."""

    def __init__(self, *, code: str, message: str, http_status: int, items: list[Error] | None = None) -> None:
        self.status_code = http_status
        self.items = items
        super().__init__(detail=message, code=code)


def handle(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into ``{"error": {"code", "message"}}``; what isn't known stays an exception."""
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    response = exception_handler(exception, context)
    if response is None or not isinstance(exception, exceptions.APIException):
        return None
    response.data = {"error": _describe(exception)}
    return response


def _describe(exception: exceptions.APIException) -> Error:
    if isinstance(exception, exceptions.ValidationError):
        return {
            "code": "invalid",
            "message": _("The request can't be taken as it is; each fault is named."),
            "items": list_faults(exception.detail),
        }
    error: Error = {"code": exception.get_codes(), "message": str(exception.detail)}
    if isinstance(exception, Conflict) and exception.items:
        error["items"] = exception.items
    return error


def list_faults(detail: Any, *, index: int | None = None, field: str = "") -> list[Error]:
    """Return every fault with the index of its entry and the name of its field, where it has them."""
    if isinstance(detail, dict):
        return [
            fault
            for name, inner in detail.items()
            for fault in list_faults(
                inner, index=name if isinstance(name, int) else index, field=field if isinstance(name, int) else name
            )
        ]
    if isinstance(detail, list):
        nested = any(isinstance(inner, dict) for inner in detail)
        return [
            fault
            for place, inner in enumerate(detail)
            for fault in list_faults(inner, index=place if nested else index, field=field)
        ]
    place = {} if index is None else {"index": index}
    return [{**place, "field": field, "message": str(detail)}]


@public
def not_found(request: HttpRequest) -> JsonResponse:
    """Answer whatever address the API doesn't have."""
    message = _("The API has no such address. What it has is described at /api/v1/.")
    return JsonResponse({"error": {"code": "not_found", "message": message}}, status=status.HTTP_404_NOT_FOUND)
