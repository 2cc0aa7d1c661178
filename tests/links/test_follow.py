"""Scanning a code through Django."""

import re
from datetime import timedelta

import pytest
from django.contrib.staticfiles.finders import find
from django.db import OperationalError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinyhtml5.parser import HTMLParser

from outreach.links.creation import create_link, link_address
from outreach.links.drain import drain_spool
from outreach.links.models import Link, Scan
from outreach.links.snapshot import write_snapshot
from outreach.links.statistics import get_scans
from outreach.redirector.spool import Spool
from translations.languages import CODES
from translations.negotiation import ANY

PHONE = "Mozilla/5.0 (Linux; Android 13) Mobile"


@pytest.fixture
def link(story):
    return create_link(item_kind="story", item_key=story.key, language="ko", placement="lift 7")


def scan(client, code, **headers):
    return client.get(f"/q/{code}", headers={"user-agent": PHONE, **headers})


def test_the_printed_address_leads_to_the_korean_page_and_the_scan_is_counted_for_its_placement(client, link):
    address = link_address(link.code)
    assert address == f"HTTP://LOCALHOST:8000/Q/{link.code}"

    response = client.get(address.removeprefix("HTTP://LOCALHOST:8000"), headers={"user-agent": PHONE})
    page = client.get(response["Location"])

    assert (response.status_code, response["Cache-Control"]) == (302, "no-store")
    assert response["Location"].startswith("/ko/")
    assert page.status_code == 200
    assert "돌아온 병사" in page.content.decode()
    now = timezone.now()
    period = {"since": now - timedelta(minutes=2), "until": now + timedelta(minutes=1)}
    assert [scan.link.placement for scan in get_scans(**period).by_people()] == ["lift 7"]


def test_a_scan_holds_minute_and_language_and_no_data_about_the_person(client, link):
    scan(client, link.code)
    drain_spool()
    kept = Scan.objects.get()

    assert {field.name for field in Scan._meta.get_fields()} == {
        "id", "link", "minute", "language", "is_robot", "country",
    }  # fmt: skip
    assert (kept.link, kept.language, kept.is_robot, kept.country) == (link, "ko", False, "")
    assert (kept.minute.second, kept.minute.microsecond) == (0, 0)


def test_a_link_for_any_language_follows_the_reader_and_names_the_language_that_is_missing(client, story):
    code = create_link(item_kind="story", item_key=story.key, language=ANY).code

    assert scan(client, code, **{"accept-language": "ko"})["Location"].startswith("/ko/")
    assert scan(client, code, **{"accept-language": "fr"})["Location"].endswith("?asked=fr")
    assert scan(client, code, **{"accept-language": "fr"})["Location"].startswith("/vi/")


def test_a_robot_is_counted_separately_and_a_head_request_not_at_all(client, link):
    client.get(f"/q/{link.code}", headers={"user-agent": "Googlebot/2.1"})
    client.head(f"/q/{link.code}", headers={"user-agent": PHONE})
    drain_spool()

    assert list(Scan.objects.values_list("is_robot", flat=True)) == [True]


def test_after_withdrawal_the_code_returns_410_in_korean_with_the_verified_hotline(client, story, link, hotline):
    story.withdraw("ko")

    response = scan(client, link.code, **{"accept-language": "fr"})
    page = response.content.decode()

    assert response.status_code == 410
    assert response["Content-Language"] == "ko"
    assert '<html lang="ko" dir="ltr">' in page
    assert 'href="tel:+84965001222"' in page
    drain_spool()
    assert Scan.objects.count() == 1


def test_the_withdrawal_page_shows_the_number_only_if_it_is_verified(client, story, link):
    from tests.factories import ContactChannelFactory, FactFactory

    ContactChannelFactory(facts=[FactFactory(value="+84965001222")])
    story.withdraw("ko")

    assert "tel:" not in scan(client, link.code).content.decode()


@pytest.mark.parametrize("mark", ["/", ".", ",", ")", "。", "%C2%A0", "%E2%80%8B"])
def test_marks_and_spaces_beside_a_code_are_ignored(client, link, mark):
    assert scan(client, f"{link.code}{mark}")["Location"].startswith("/ko/")


def test_a_page_fetched_in_advance_is_not_a_persons_scan(client, link):
    scan(client, link.code, **{"sec-purpose": "prefetch"})
    drain_spool()

    assert list(Scan.objects.values_list("is_robot", flat=True)) == [True]


def test_a_vietnamese_posters_withdrawal_answers_in_the_phones_language_with_vietnamese_beside_it(client, story):
    link = create_link(item_kind="story", item_key=story.key, language="vi")
    story.withdraw("ko")
    story.withdraw("vi")

    page = scan(client, link.code, **{"accept-language": "ko"}).content.decode()
    at_home = scan(client, link.code, **{"accept-language": "vi"}).content.decode()

    assert '<html lang="ko" dir="ltr">' in page
    assert page.index("<h1>") < page.index('<section class="source" lang="vi" dir="ltr">') < page.index("<h2>")
    assert '<html lang="vi" dir="ltr">' in at_home and "<section" not in at_home
    parser = HTMLParser()
    parser.parse(page)
    assert parser.errors == []
    assert "prefers-color-scheme: dark" in page
    fonts = re.findall(r'url\("/static/(fonts/[a-z-]+)', page)
    assert all(find(f"{font}.woff2") for font in fonts)
    assert len(fonts) == 2
    assert len(page.encode()) < 14_000


@pytest.mark.parametrize("typed", ["ZZZZZZ", "", "not-a-code", "../../etc/passwd", "%00", "0BCD12/more", "ก" * 300])
def test_no_code_gets_a_bare_error(client, hotline, typed):
    response = scan(client, typed, **{"accept-language": "ar"})

    assert response.status_code == 404
    assert '<html lang="ar" dir="rtl">' in response.content.decode()
    assert 'href="tel:+84965001222"' in response.content.decode()


@pytest.mark.parametrize("language", CODES)
def test_the_notices_are_shown_in_every_language(client, db, language):
    page = scan(client, "ZZZZZZ", **{"accept-language": language}).content.decode()

    assert f'href="/{language}/"' in page
    parser = HTMLParser()
    parser.parse(page)
    assert parser.errors == []


def test_codes_work_from_the_last_table_while_the_database_is_down(client, link, monkeypatch, spool_dir):
    write_snapshot()

    def fail(*args, **kwargs):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(Link.objects, "filter", fail)
    monkeypatch.setattr("cms.published.hotline", fail)

    assert scan(client, link.code)["Location"].startswith("/ko/")
    assert scan(client, "ZZZZZZ").status_code == 404
    monkeypatch.undo()
    drain_spool(directory=spool_dir)
    assert Scan.objects.count() == 1


def test_a_full_disk_loses_the_count_and_still_redirects_the_reader(client, link, monkeypatch, caplog):
    def fail(self, record):
        raise OSError("No space left on device")

    monkeypatch.setattr(Spool, "append", fail)

    assert scan(client, link.code).status_code == 302
    assert f"A scan of {link.code} is lost" in caplog.text


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text(max_size=50), accept=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"])))
def test_no_typed_code_and_no_header_makes_the_server_fail(client, db, typed, accept):
    from urllib.parse import quote

    response = client.get(f"/q/{quote(typed)}", headers={"accept-language": accept})

    assert response.status_code == 404


@pytest.mark.slow
@settings(max_examples=1_000, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(typed=st.text(max_size=50))
def test_a_thousand_typed_codes_make_no_error(client, db, typed):
    from urllib.parse import quote

    assert client.get(f"/q/{quote(typed)}").status_code == 404


@pytest.mark.both_databases
def test_a_scan_takes_few_queries(client, link, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        scan(client, link.code)
