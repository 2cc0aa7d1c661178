"""Errors of the API: one JSON shape, with messages in the language of the request."""

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from cms.users.permissions import public

ErrorBody = dict[str, Any]


class RequestRefused(exceptions.APIException):
    """A well-formed request that is refused; ``items`` holds the errors of its entries by index."""

    def __init__(self, *, code: str, message: str, http_status: int, items: list[ErrorBody] | None = None) -> None:
        self.status_code = http_status
        self.items = items
        super().__init__(detail=message, code=code)


def handle(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Return the response ``{"error": {"code", "message"}}``, or None for an exception that is not the API's."""
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    response = exception_handler(exception, context)
    if response is None or not isinstance(exception, exceptions.APIException):
        return None
    response.data = {"error": _describe(exception)}
    return response


def _describe(exception: exceptions.APIException) -> ErrorBody:
    if isinstance(exception, exceptions.ValidationError):
        return {
            "code": "invalid",
            "message": _("The request was refused; every error is listed."),
            "items": list_errors(exception.detail),
        }
    error: ErrorBody = {"code": exception.get_codes(), "message": str(exception.detail)}
    if isinstance(exception, RequestRefused) and exception.items:
        error["items"] = exception.items
    return error


def list_errors(detail: Any, *, index: int | None = None, field: str = "") -> list[ErrorBody]:
    """Return every error, with the index of its entry and the name of its field where it has them."""
    if isinstance(detail, dict):
        return [
            error
            for name, inner in detail.items()
            for error in list_errors(
                inner, index=name if isinstance(name, int) else index, field=field if isinstance(name, int) else name
            )
        ]
    if isinstance(detail, list):
        nested = any(isinstance(inner, dict) for inner in detail)
        return [
            error
            for place, inner in enumerate(detail)
            for error in list_errors(inner, index=place if nested else index, field=field)
        ]
    place = {} if index is None else {"index": index}
    return [{**place, "field": field, "message": str(detail)}]


@public
def not_found(request: HttpRequest) -> JsonResponse:
    """Respond 404 in the API's error format to any other address."""
    message = _("The API has no such address. Its addresses are described at /api/v1/.")
    return JsonResponse({"error": {"code": "not_found", "message": message}}, status=status.HTTP_404_NOT_FOUND)
