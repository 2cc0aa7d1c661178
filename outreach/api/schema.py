"""Scope of the OpenAPI document: the API for players, without the API of Wagtail's admin."""

from typing import Any

PREFIX = "/api/v1/"

Endpoint = tuple[str, str, str, Any]


def keep_public_endpoints(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Return the endpoints (path, pattern, method, view) below ``/api/v1/``."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(PREFIX)]
