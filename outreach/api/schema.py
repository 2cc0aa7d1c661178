"""What the OpenAPI document tells of: the API for operators and partners, not Wagtail's own for its admin."""

from typing import Any

PREFIX = "/api/v1/"

Endpoint = tuple[str, str, str, Any]


def keep_public_endpoints(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Return the endpoints (path, pattern, method, view) below ``/api/v1/``."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(PREFIX)]
