"""``check --deploy`` finds what can be found without asking a server."""

from __future__ import annotations

from typing import Any

import pytest

from cms.installation import checks

SITE = {"SITE_ADDRESS": "https://nho-nguon.example", "ALLOWED_HOSTS": ["nho-nguon.example"]}


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, []),
        ({"ALLOWED_HOSTS": ["www.nho-nguon.example"]}, ["installation.E002"]),
        ({"SITE_ADDRESS": "nho-nguon.example"}, ["installation.E002", "installation.E003"]),
        ({"SITE_ADDRESS": "https://nho-nguon.example/"}, ["installation.E003"]),
    ],
)
def test_site_that_would_refuse_its_own_address_is_reported(
    settings: Any, values: dict[str, Any], wanted: list[str]
) -> None:
    for name, value in {**SITE, **values}.items():
        setattr(settings, name, value)

    assert [message.id for message in checks.check_addresses()] == wanted


def test_files_that_the_front_server_cannot_find_and_a_cache_that_is_none_are_reported(settings: Any) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "cms.files.s3_storage.PrivateS3Storage"}}
    assert list(checks.check_storage_and_cache()) == []

    settings.MEDIA_OFFLOAD_PREFIX = "/_files/"
    settings.CACHES = {"default": {"LOCATION": "valkey.example:6379"}}

    assert [message.id for message in checks.check_storage_and_cache()] == ["installation.E005", "installation.E006"]


def test_installed_parts_and_compiled_texts_are_not_reported() -> None:
    assert [*checks.check_licences(), *checks.check_catalogues()] == []
