"""nginx before the web processes: it keeps public pages, forgets what was withdrawn, and stays when they are away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from cms.core.fronts import purge_fronts
from cms.core.models import Front
from cms.core.page_cache import schedule_version
from cms.emergency.face import keep_face
from cms.emergency.withdrawal import withdraw_everything
from cms.facts.revocation import revoke_channel
from tests.factories import ContactChannelFactory, FactFactory
from tests.fronts.world import FrontAlone, Installation, eventually, install, start_front_alone
from translations.languages import CODES

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ADDRESS = "/vi/stories/ban-do/"


@pytest.fixture
def installation(site: PublicSite, settings: Any) -> Iterator[Installation]:
    with install() as found:
        settings.PURGE_ADDRESSES = [found.purge_address]
        yield found


@pytest.fixture(scope="module")
def away() -> Iterator[FrontAlone]:
    """Yield nginx whose web process never answers; it needs no database."""
    with start_front_alone() as found:
        yield found


def test_the_cache_knows_every_language_of_the_site() -> None:
    text = "".join(Path(f"deploy/nginx/{name}.conf").read_text() for name in ("cache", "cache-zone"))

    found = re.findall(r"\((?:\?:|\?<nho_nguon_\w+>)(vi\|[a-z|-]+)\)", text)

    assert len(found) == 4
    assert {tuple(each.split("|")) for each in found} == {CODES}


def test_what_is_withdrawn_leaves_nginx_too_and_what_is_corrected_shows(
    site: PublicSite, installation: Installation
) -> None:
    page = site.publish()
    assert eventually(lambda: "Một tờ giấy." in installation.get(ADDRESS)[2].decode())
    plain, zipped = installation.get(ADDRESS), installation.get(ADDRESS, accept_encoding="br, gzip")
    assert zipped[1]["content-encoding"] == "br"
    assert installation.get(ADDRESS, if_none_match=plain[1]["etag"])[0] == 304

    site.correct(page, summary="Hai tờ giấy.", corrections=[("correction", "Đã sửa tóm tắt.")])
    assert eventually(lambda: "Hai tờ giấy." in installation.get(ADDRESS)[2].decode())
    site.withdraw(page)

    assert eventually(lambda: installation.get(ADDRESS)[0] == 410)
    assert installation.get(ADDRESS, accept_encoding="br")[0] == 410


def test_when_everything_is_withdrawn_nginx_shows_the_notice_of_that(
    site: PublicSite, installation: Installation
) -> None:
    site.publish()
    assert eventually(lambda: installation.get(ADDRESS)[0] == 200)

    withdraw_everything(reason="Wrong coordinates", by=site.lead, at=timezone.now())

    assert eventually(lambda: installation.get(ADDRESS)[0] == 410)
    assert "Chiến dịch tạm thời rút lại toàn bộ nội dung" in installation.get("/vi/calls/")[2].decode()


def test_last_good_pages_stay_while_the_web_process_is_away(site: PublicSite, installation: Installation) -> None:
    ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    site.publish()
    keep_face(folder=installation.data / "emergency")
    assert eventually(lambda: installation.get(ADDRESS)[0] == 200)
    kept = installation.get(ADDRESS)

    installation.stop_web()

    assert installation.get(ADDRESS)[::2] == kept[::2]
    assert installation.get(f"{ADDRESS}?fbclid=1")[::2] == kept[::2]
    for path, language in (("/vi/calls/", "vi"), ("/ar/", "ar"), ("/accounts/login/", "ko")):
        status, headers, body = installation.get(path)
        text = body.decode()
        assert (status, headers["cache-control"], headers["retry-after"]) == (503, "no-store", "60")
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert f'lang="{language}"' in text
        assert "tel:+84965001222" in text


@pytest.mark.parametrize(
    ("chosen", "location"),
    [
        ("ko/?next=/ko/stories/ban-do/", "/ko/stories/ban-do/"),
        ("ko/?next=/vi/stories/ban-do/%3Fasked%3Dko", "/vi/stories/ban-do/?asked=ko"),
        ("ko/?next=/vi/calls/a/%3Fasked%3Dko%26from%3DKR", "/vi/calls/a/?asked=ko&from=KR"),
        ("en/?next=/en/calls/a/%3Ffrom%3Dother", "/en/calls/a/?from=other"),
        ("th/?next=/th/", "/th/"),
        ("th/", "/th/"),
        ("ko/?next=https://elsewhere.example/", "/ko/"),
        ("ko/?next=//elsewhere.example/ko/", "/ko/"),
        ("ko/?next=/ko//elsewhere.example/", "/ko/"),
        ("ko/?next=/%5Celsewhere.example/", "/ko/"),
        ("ko/?next=%2F%2Felsewhere.example", "/ko/"),
        ("ko/?next=/ko/%0d%0aSet-Cookie:x=y", "/ko/"),
        ("ko/?next=/ko/calls/%3Fasked%3D%0d%0aX:y", "/ko/calls/"),
    ],
)
def test_choice_of_a_language_leads_to_the_page_and_nowhere_else_while_the_web_process_is_away(
    away: FrontAlone, chosen: str, location: str
) -> None:
    status, headers, _body = away.get(f"/language/{chosen}")

    assert (status, headers["location"]) == (302, location)
    assert headers["set-cookie"].startswith(f"language={chosen.partition('/')[0]}; ")
    assert headers["cache-control"] == "no-store"


def test_page_in_another_language_is_reached_by_the_switcher_while_the_web_process_is_away(
    site: PublicSite, installation: Installation
) -> None:
    site.translate(site.publish(), "ko", title="지도")
    assert eventually(lambda: installation.get("/ko/stories/ban-do/")[0] == 200)
    text = installation.get(ADDRESS)[2].decode()
    link = re.search(r'href="(/language/ko/[^"]+)"', text)
    assert link

    here = installation.get(link[1])
    installation.stop_web()
    away = installation.get(link[1])

    assert (away[0], away[1]["location"]) == (here[0], here[1]["location"])
    assert "지도" in installation.get(away[1]["location"])[2].decode()


def test_withdrawn_page_is_never_shown_while_the_web_process_is_away(
    site: PublicSite, installation: Installation
) -> None:
    page = site.publish()
    assert eventually(lambda: installation.get(ADDRESS)[0] == 200)
    installation.stop_web()
    assert installation.get(ADDRESS)[0] == 200

    site.withdraw(page)
    purge_fronts(at=timezone.now())

    assert installation.get(ADDRESS)[0] == 503


def test_kept_pages_end_with_the_next_scheduled_moment(site: PublicSite, installation: Installation) -> None:
    site.publish()
    schedule_version(at=timezone.now() + timedelta(seconds=12))
    assert eventually(lambda: installation.get(ADDRESS)[0] == 200)

    installation.stop_web()

    assert eventually(lambda: installation.get(ADDRESS)[0] == 503)


def test_person_who_is_signed_in_gets_pages_as_made_for_them(site: PublicSite, installation: Installation) -> None:
    site.publish()
    assert eventually(lambda: installation.get(ADDRESS)[0] == 200)

    answer = installation.get(ADDRESS, cookie="sessionid=abc")

    assert "x-public-version" not in answer[1]
    assert "etag" not in answer[1]


def test_parameter_given_twice_or_encoded_can_not_replace_another_page(
    site: PublicSite, installation: Installation
) -> None:
    site.publish()
    assert eventually(lambda: installation.get(ADDRESS)[0] == 200)

    for parameters in ("asked=th&asked=ko", "asked=th", "%61sked=th", "x=1", ""):
        text = installation.get(f"{ADDRESS}?{parameters}")[2].decode()
        assert ('lang="th"' in text.split("<main")[0].split("</header>")[-1]) == (
            parameters in {"asked=th", "%61sked=th"}
        )


def test_hotline_that_was_revoked_leaves_the_emergency_page(site: PublicSite, installation: Installation) -> None:
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    folder = installation.data / "emergency"
    assert keep_face(folder=folder)
    assert not keep_face(folder=folder)

    revoke_channel(channel=channel, by=site.publisher, at=timezone.now(), reason="answered by a stranger")
    assert keep_face(folder=folder)

    assert all("84965001222" not in path.read_text() for path in folder.glob("*.html"))
    assert len(list(folder.glob("*.html"))) == len(CODES) + 1


def test_front_that_does_not_answer_is_said_and_tried_again_until_it_does(
    site: PublicSite, installation: Installation, settings: Any, caplog: Any
) -> None:
    away = f"http://localhost:{installation.port}/"  # nginx, but no purge address
    settings.PURGE_ADDRESSES = [installation.purge_address, away]
    site.publish()
    now = timezone.now()

    assert purge_fronts(at=now) == [away]
    assert purge_fronts(at=now + timedelta(seconds=1)) == [away]

    assert "can't be purged" in caplog.text
    front = Front.objects.get(address=away)
    assert (front.tried_at, front.failing_since) == (now, now)
    purge_fronts(at=now + timedelta(seconds=11))
    front.refresh_from_db()
    assert (front.tried_at, front.failing_since) == (now + timedelta(seconds=11), now)
    settings.PURGE_ADDRESSES = [installation.purge_address]
    assert purge_fronts(at=now + timedelta(seconds=12)) == []
