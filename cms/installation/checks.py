"""System checks of an installation (``check --deploy``): what can be seen without asking a server."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core import checks
from django.http.request import validate_host

from cms.installation.licences import find_binding
from translations.catalogues import find_uncompiled


def check_catalogues(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """Yield an error if languages would be shown in English."""
    if missing := find_uncompiled():
        yield checks.Error(
            f"The interface's texts aren't compiled for {', '.join(missing)}.",
            hint="Run manage.py setup, or: .venv/bin/python -m translations compile",
            id="installation.E001",
        )


def check_addresses(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """Yield an error if the site would refuse its own address, which is printed in every code."""
    address = urlsplit(settings.SITE_ADDRESS)
    if not address.hostname or not validate_host(address.hostname, settings.ALLOWED_HOSTS):
        yield checks.Error(
            f"ALLOWED_HOSTS doesn't have the host of SITE_ADDRESS ({settings.SITE_ADDRESS}), so every page would be "
            "refused.",
            hint="Add the host to ALLOWED_HOSTS.",
            id="installation.E002",
        )
    if address.path or address.query:
        yield checks.Error(
            "SITE_ADDRESS has a path or a slash at its end.",
            hint="Write scheme and host only, such as https://example.org.",
            id="installation.E003",
        )


def check_storage_and_cache(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """Yield an error if the front server would look for files where none are, or no cache has such an address."""
    if settings.MEDIA_OFFLOAD_PREFIX and "location" not in settings.STORAGES["default"].get("OPTIONS", {}):
        yield checks.Error(
            "MEDIA_OFFLOAD_PREFIX is set, but the files are in a bucket, where the front server can't find them.",
            hint="Leave MEDIA_OFFLOAD_PREFIX and MEDIA_OFFLOAD_LOG empty with STORAGE=s3.",
            id="installation.E005",
        )
    address = str(settings.CACHES["default"].get("LOCATION", ""))
    try:
        redis.ConnectionPool.from_url(address or "unix://")
    except ValueError as error:
        yield checks.Error(
            f"CACHE_URL is no address of a Valkey or Redis server ({error}).",
            hint="Write redis://host:6379/0 or unix:///path/of/the/socket.",
            id="installation.E006",
        )


def check_licences(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """Yield an error for each installed part whose licence would bind the whole."""
    for part in find_binding():
        yield checks.Error(
            f"The package {part.name} is under {part.licence}, which would bind the whole system.",
            hint="Install exactly what requirements.lock names, or replace the package.",
            id="installation.E004",
        )
