"""Every kind of text that public addresses answer with is compressed on its way, by the application or by nginx."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from cms.events.models import EventPage

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
NGINX = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
KEPT = ("/vi/", "/vi/events/", "/vi/feed.xml", "/vi/events/feed.xml", "/vi/events/ban-do/event.ics")
OTHER = ("/sitemap.xml", "/sitemap-news.xml", "/sitemap-videos.xml", "/sitemap-vi.xml", "/robots.txt")


def read_types(name: str, directive: str) -> set[str]:
    """Return the types of a list in nginx's configuration; HTML is always among them."""
    match = re.search(rf"^\s*{directive} ([^;]+);", (NGINX / name).read_text(), re.MULTILINE)
    assert match is not None
    return {*match[1].split(), "text/html"}


@pytest.mark.parametrize(("name", "directive"), [("nho-nguon.conf", "gzip_types"), ("brotli.conf", "brotli_types")])
def test_front_server_compresses_every_kind_of_answer(
    site: PublicSite, client: Client, name: str, directive: str
) -> None:
    site.publish(EventPage)

    kinds = {client.get(path)["Content-Type"].partition(";")[0] for path in (*KEPT, *OTHER)}

    assert kinds - read_types(name, directive) == set()
    assert {"application/atom+xml", "text/calendar", "application/xml"} <= kinds


@pytest.mark.parametrize("path", KEPT)
def test_pages_feeds_and_calendars_come_compressed_from_the_application(
    site: PublicSite, client: Client, path: str
) -> None:
    site.publish(EventPage)

    for encoding in ("br", "gzip"):
        assert client.get(path, headers={"accept-encoding": encoding})["Content-Encoding"] == encoding
