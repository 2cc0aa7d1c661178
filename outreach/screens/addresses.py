"""Addresses of the API that a screen's player is given."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse

_NO_FILE = "0" * 64


def get_file_base(key: UUID | str) -> str:
    """Return what the address of a file of the screen begins with; its SHA-256 follows."""
    path = reverse("api_screen_file", kwargs={"key": key, "sha256": _NO_FILE})
    return settings.SITE_ADDRESS + path.removesuffix(_NO_FILE)


def get_manifest_address(key: UUID | str) -> str:
    return settings.SITE_ADDRESS + reverse("api_screen_manifest", kwargs={"key": key})
