"""Whole pages from the cache: their forms, headers and addresses, and what a front server may keep."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import brotli
import pytest
import time_machine
from django.db.models import F
from django.test import Client
from django.utils import timezone

from cms.core.cached_pages import VERSION_HEADER, choose_encoding, forget_pages
from cms.core.models import PublicVersion
from cms.core.page_cache import forget_version, get_version, know_version
from cms.films.models import FilmPage, RightsWindow
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
ADDRESS = "/vi/stories/ban-do/"


def test_page_comes_in_the_smallest_form_that_the_browser_accepts(site: PublicSite, client: Client) -> None:
    site.publish()
    plain = client.get(ADDRESS)

    answers = {name: client.get(ADDRESS, headers={"accept-encoding": name}) for name in ("br", "gzip")}

    assert brotli.decompress(answers["br"].content) == plain.content
    assert gzip.decompress(answers["gzip"].content) == plain.content
    assert [answers[name]["Content-Encoding"] for name in answers] == ["br", "gzip"]
    assert len({plain["ETag"], *(answer["ETag"] for answer in answers.values())}) == 3
    assert all(int(answer["Content-Length"]) == len(answer.content) for answer in (plain, *answers.values()))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("br;q=nonsense", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_encoding_is_one_that_the_browser_accepts(accepted: str, encoding: str) -> None:
    assert choose_encoding(accepted) == encoding


def test_first_and_later_answers_have_the_same_headers(site: PublicSite, client: Client) -> None:
    site.publish()
    forget_pages()

    first, second = client.get(ADDRESS), client.get(ADDRESS)

    assert first.headers.items() == second.headers.items()
    assert {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"} <= set(
        second.headers
    )


def test_head_has_the_headers_without_the_body(site: PublicSite, client: Client) -> None:
    site.publish()
    page = client.get(ADDRESS)

    head = client.head(ADDRESS)

    assert (head.content, head["Content-Length"], head["ETag"]) == (b"", page["Content-Length"], page["ETag"])


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_unchanged_page_is_answered_304_in_each_form_with_the_headers_of_caches(
    site: PublicSite, client: Client, encoding: str
) -> None:
    site.publish()
    first = client.get(ADDRESS, headers={"accept-encoding": encoding})

    second = client.get(ADDRESS, headers={"accept-encoding": encoding, "if-none-match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    assert [second[name] for name in ("ETag", "Cache-Control", "Vary")] == [
        first["ETag"],
        "max-age=0, s-maxage=1",
        "Accept-Encoding",
    ]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("path", ["", "stories/", "search/?q=a", "no-such-page/"])
def test_public_answer_never_varies_by_cookie_and_sets_none(
    site: PublicSite, client: Client, code: str, path: str
) -> None:
    site.publish()
    cookies = {"csrftoken": "x" * 32, "language": "ko", "other": "1"}

    answer = client.get(f"/{code}/{path}")
    with_cookies = Client(headers={"cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}).get(
        f"/{code}/{path}"
    )

    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert not answer.cookies
    assert with_cookies.content == answer.content


def test_parameters_that_no_page_reads_make_no_other_page(
    site: PublicSite, client: Client, django_assert_max_num_queries: Any
) -> None:
    site.publish()
    page = client.get(ADDRESS)

    with django_assert_max_num_queries(1):
        from_elsewhere = client.get(f"{ADDRESS}?fbclid=abc&utm_source=poster")
    asked = client.get(f"{ADDRESS}?asked=th&fbclid=abc")

    assert from_elsewhere.content == page.content
    assert asked.content != page.content


def test_front_server_keeps_a_page_only_under_the_version_that_it_was_made_under(
    site: PublicSite, client: Client
) -> None:
    site.publish()
    version = get_version()

    answers = {
        number: client.get(ADDRESS, headers={"x-public-version": str(number)}) for number in (version - 1, version)
    }

    assert answers[version - 1]["X-Accel-Expires"] == "0"
    assert answers[version]["X-Accel-Expires"] == "3600"
    assert "X-Accel-Expires" not in client.get(ADDRESS)
    assert client.get(ADDRESS, headers={"x-public-version": "²"})["X-Accel-Expires"] == "0"


def test_process_asks_at_once_for_the_version_that_a_front_server_has_seen(site: PublicSite, client: Client) -> None:
    page = site.publish()
    before = client.get(ADDRESS)
    page.title = "Tên mới"
    # As another process would: this one isn't told.
    type(page).objects.filter(pk=page.pk).update(title="Tên mới")
    PublicVersion.objects.update(number=F("number") + 1)
    seen = get_version()

    after = client.get(ADDRESS, headers={"x-public-version": str(seen)})

    assert (before[VERSION_HEADER], after[VERSION_HEADER]) == (str(seen - 1), str(seen))
    assert "Tên mới" in after.content.decode()
    assert after["X-Accel-Expires"] == "3600"


def test_version_counts_for_a_second_and_not_past_a_scheduled_moment() -> None:
    forget_version()
    known = know_version()
    assert known is not None
    at, clock = timezone.now(), known.read_at

    assert known.holds(at=at, clock=clock + 0.9, seconds=1)
    assert not known.holds(at=at, clock=clock + 1, seconds=1)
    assert not known.holds(at=at, clock=clock - 1, seconds=1)


# --- moments known in advance ---


def test_page_is_gone_at_its_end_even_if_the_scheduler_is_late(site: PublicSite, client: Client) -> None:
    page = site.publish()
    end = timezone.now() + timedelta(minutes=5)
    page.expire_at = end
    page.save()

    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert client.get(ADDRESS).status_code == 200
    with time_machine.travel(end, tick=False):
        assert client.get(ADDRESS).status_code == 410


def test_end_of_a_page_is_a_moment_of_the_version(site: PublicSite) -> None:
    page = site.publish()
    page.expire_at = timezone.now() + timedelta(minutes=5)
    page.save()

    known = know_version()

    assert known is not None
    assert known.until == page.expire_at


def test_days_of_a_rights_window_are_moments_of_the_version(site: PublicSite) -> None:
    today = timezone.localdate()
    film = site.publish(FilmPage, slug="phim")
    RightsWindow.objects.create(film=film, starts_on=today + timedelta(days=2), ends_on=today + timedelta(days=4))

    moments = []
    known = know_version()
    while known is not None and known.until is not None:
        moments.append(timezone.localtime(known.until))
        with time_machine.travel(known.until, tick=False):
            known = know_version()

    assert [(moment.date() - today, moment.hour) for moment in moments] == [
        (timedelta(days=2), 0),
        (timedelta(days=5), 0),
    ]
