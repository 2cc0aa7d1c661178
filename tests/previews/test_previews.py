"""Preview links: a newsroom reads exactly the approved text before its time, and nothing else, without an account."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import PageLogEntry

from cms.approvals.models import Approval
from cms.approvals.publishing import publish_due
from cms.approvals.refusals import DeskRefusal
from cms.approvals.schedule import cancel, reschedule
from cms.approvals.withdrawal import withdraw
from cms.calls.models import CallPage
from cms.emergency.withdrawal import withdraw_everything
from cms.media.models import CampaignDocument
from cms.press.models import PressMaterialPage, ReleasePage
from cms.previews.attempts import MOST
from cms.previews.links import LINK_MADE, LINK_REVOKED, LONGEST, MadeLink, make_link, revoke_link
from cms.previews.models import PreviewLink
from cms.previews.private_files import lead_through
from cms.stories.models import StoryPage
from cms.users.roles import Role
from tests.approvals.factories import Desk, accept, edit, hand_in, make_person, make_source, make_translation
from tests.media.recorded import RECORDED
from tests.press.test_press_room import make_still

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 20, 1, 30, tzinfo=UTC)
DUE = NOW + timedelta(days=2)
SECRET = "Tin chưa công bố"


@pytest.fixture(autouse=True)
def clock() -> Any:
    cache.clear()
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def approve_embargoed(desk: Desk, page_class: Any = ReleasePage, **fields: Any) -> Any:
    """Return a page that was approved with an embargo of two days."""
    page = make_source(desk.editor, page_class, title=SECRET, embargo_until=DUE, **fields)
    accept(hand_in(page, desk.editor), desk.publisher)
    return page


def share(desk: Desk, page: Any, **changed: Any) -> MadeLink:
    values = {
        "translation_key": page.translation_key,
        "language": page.locale.language_code,
        "recipient": "Báo Quê Hương",
        "ends_at": timezone.now() + timedelta(days=5),
        "by": desk.editor,
        "at": timezone.now(),
    }
    return make_link(**{**values, **changed})


def write_address(made: MadeLink) -> str:
    with override(made.link.language):
        return reverse("preview", args=[made.token])


def open_link(made: MadeLink) -> Any:
    return Client().get(write_address(made))


def get_words(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text().split())


def is_nothing(answer: Any) -> bool:
    return answer.status_code == 404 and SECRET not in answer.content.decode()


# --- what it shows ---


def test_newsroom_reads_the_approved_text_with_a_notice_that_names_the_moment(desk: Desk) -> None:
    made = share(desk, approve_embargoed(desk, summary="Tóm tắt đã duyệt."))

    answer = open_link(made)

    words = get_words(answer)
    assert answer.status_code == 200
    assert SECRET in words and "Tóm tắt đã duyệt." in words
    assert "22 tháng 7 năm 2026" in words
    assert "8:30" in words and "UTC+7" in words
    assert "1:30" not in words.replace("8:30", "")  # Vietnamese readers have one clock


def test_answer_is_kept_and_indexed_nowhere_and_says_nothing_to_other_sites(desk: Desk) -> None:
    answer = open_link(share(desk, approve_embargoed(desk)))

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    page = BeautifulSoup(answer.content, "html.parser")
    assert page.select(".share, .languages, [hreflang]") == []


def test_invented_country_in_the_address_is_answered_like_any_other_wrong_address(desk: Desk) -> None:
    made = share(desk, approve_embargoed(desk, CallPage))

    answer = Client().get(f"{write_address(made)}?from=zz")

    assert answer.status_code == 404
    assert answer["Referrer-Policy"] == "no-referrer" and "noindex" in answer["X-Robots-Tag"]


def test_draft_and_text_in_review_are_never_shown(desk: Desk) -> None:
    page = approve_embargoed(desk)
    made = share(desk, page)
    edit(page, desk.editor, title="Bản nháp mới")
    assert "Bản nháp mới" not in get_words(open_link(made))
    hand_in(page, desk.editor)

    words = get_words(open_link(made))

    assert SECRET in words
    assert "Bản nháp mới" not in words


def test_text_that_is_approved_later_takes_the_place_of_the_earlier_one(desk: Desk) -> None:
    page = approve_embargoed(desk)
    made = share(desk, page)
    edit(page, desk.editor, title="Bản đã sửa")

    accept(hand_in(page, desk.editor), desk.publisher)

    words = get_words(open_link(made))
    assert "Bản đã sửa" in words
    assert SECRET not in words


def test_translation_is_shown_in_its_language_with_its_readers_clock(desk: Desk) -> None:
    page = approve_embargoed(desk)
    korean = make_translation(page, "ko", desk.translator, title="아직 공개되지 않은 소식", summary="요약")
    accept(hand_in(korean, desk.translator), desk.reviewer)

    answer = open_link(share(desk, korean))

    html, words = answer.content.decode(), get_words(answer)
    assert '<html lang="ko"' in html
    assert "아직 공개되지 않은 소식" in words
    assert "08:30" in words and "10:30" in words  # in Vietnam and in Korea
    assert SECRET not in words


def test_link_of_one_language_opens_no_other(desk: Desk) -> None:
    made = share(desk, approve_embargoed(desk))

    assert is_nothing(Client().get(f"/ko/preview/{made.token}/"))


def test_moment_that_was_postponed_is_the_one_in_the_notice(desk: Desk) -> None:
    page = approve_embargoed(desk)
    made = share(desk, page)

    reschedule(
        translation_key=page.translation_key,
        language="vi",
        due_at=DUE + timedelta(days=1),
        by=desk.editor,
        at=timezone.now(),
    )

    assert "23 tháng 7 năm 2026" in get_words(open_link(made))


def test_revision_with_another_text_than_the_approval_is_not_shown(desk: Desk) -> None:
    made = share(desk, approve_embargoed(desk))
    Approval.objects.update(digest="0" * 64)

    assert is_nothing(open_link(made))


# --- where it ends ---


def test_link_leads_to_the_page_once_it_is_public(desk: Desk, clock: Any) -> None:
    page = approve_embargoed(desk)
    made = share(desk, page)
    clock.move_to(DUE)
    publish_due(at=DUE)

    answer = open_link(made)

    page.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, page.url_path)
    assert answer["Cache-Control"] == "private, no-store"


def test_wrong_tokens_of_every_kind_get_the_same_answer(desk: Desk, clock: Any) -> None:
    pages = [approve_embargoed(desk, slug=f"tin-{number}") for number in range(4)]
    revoked, ended, withdrawn, cancelled = [
        share(desk, page, ends_at=NOW + timedelta(days=days)) for page, days in zip(pages, (5, 1, 5, 5), strict=True)
    ]
    revoke_link(link=revoked.link, by=desk.lead, at=NOW)
    withdraw(translation_key=pages[2].translation_key, language=None, by=desk.lead, reason="Sai", at=NOW)
    cancel(translation_key=pages[3].translation_key, language="vi", by=desk.editor, at=NOW, reason="Hoãn")
    clock.move_to(NOW + timedelta(days=1))

    answers = [open_link(made) for made in (revoked, ended, withdrawn, cancelled)]
    answers += [Client().get(f"/vi/preview/{token}/") for token in ("a" * 43, "ngan")]

    assert {answer.status_code for answer in answers} == {404}
    shown = {
        answer.content.decode().replace(made, "")
        for answer, made in zip(
            answers, [*(each.token for each in (revoked, ended, withdrawn, cancelled)), "a" * 43, "ngan"], strict=True
        )
    }
    assert len(shown) == 1
    headers = [{**answer.headers, "Content-Length": ""} for answer in answers]  # the switcher repeats the address
    assert all(each == headers[0] for each in headers)


def test_everything_withdrawn_shows_no_preview_either(desk: Desk) -> None:
    made = share(desk, approve_embargoed(desk))
    withdraw_everything(by=desk.lead, reason="Lệnh", at=timezone.now())

    answer = open_link(made)

    assert answer.status_code == 410
    assert SECRET not in answer.content.decode()


def test_address_that_tries_many_tokens_has_to_wait(desk: Desk) -> None:
    made = share(desk, approve_embargoed(desk))
    guesser, newsroom = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.9"}
    for number in range(MOST):
        assert Client(**guesser).get(f"/vi/preview/{number:043}/").status_code == 404

    refused = Client(**guesser).get(write_address(made))

    assert refused.status_code == 429
    assert SECRET not in refused.content.decode()
    assert Client(**newsroom).get(write_address(made)).status_code == 200


# --- files ---


def test_files_are_readable_through_the_same_token_and_in_no_other_way(desk: Desk) -> None:
    picture = get_image_model().objects.create(title="Ảnh", file=get_test_image_file(size=(1200, 900)), **RECORDED)
    document = CampaignDocument.objects.create(title="Phụ lục", file=ContentFile(b"%PDF-1.7\n", name="phu-luc.pdf"))
    body = [
        ("image", {"image": picture, "alternative_text": "Suối", "caption": ""}),
        ("file", {"document": document, "label": "Phụ lục"}),
    ]
    made = share(desk, approve_embargoed(desk, body=body))
    page = BeautifulSoup(open_link(made).content, "html.parser")
    sources = [part.split()[0] for part in page.select_one("img[srcset]")["srcset"].split(",")]
    addresses = [page.select_one("img[srcset]")["src"], *sources, page.select_one(".file a")["href"]]

    answers = [Client().get(address) for address in addresses]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert {answer["Referrer-Policy"] for answer in answers} == {"no-referrer"}
    base = f"{write_address(made)}files"
    assert all(address.startswith(f"{base}/") for address in addresses)
    assert {Client().get(address.removeprefix(base)).status_code for address in addresses} == {404}
    revoke_link(link=made.link, by=desk.lead, at=timezone.now())
    assert {Client().get(address).status_code for address in addresses} == {404}


def test_pictures_for_the_press_can_be_taken_in_full_size(desk: Desk) -> None:
    picture = get_image_model().objects.create(title="Ảnh", file=get_test_image_file(), **RECORDED)
    made = share(desk, approve_embargoed(desk, PressMaterialPage, stills=[make_still(picture)]))

    page = BeautifulSoup(open_link(made).content, "html.parser")

    assert Client().get(page.select_one("a[download]")["href"]).status_code == 200


def test_token_opens_no_file_that_the_page_does_not_show(desk: Desk) -> None:
    other = get_image_model().objects.create(title="Khác", file=get_test_image_file(), **RECORDED)
    document = CampaignDocument.objects.create(title="Khác", file=ContentFile(b"%PDF-1.7\n", name="khac.pdf"))
    base = f"{write_address(share(desk, approve_embargoed(desk)))}files/"
    paths = [
        f"media/{other.get_rendition('width-100').file.name}",
        f"media/{other.file.name}",
        f"documents/{document.pk}/khac.pdf",
        "media/../settings.py",
        "documents/999999999/x.pdf",
        "",
        "media/\0",
    ]

    assert {Client().get(f"{base}{path}").status_code for path in paths} == {404}


def test_picture_whose_right_ended_is_not_served(desk: Desk) -> None:
    picture = get_image_model().objects.create(title="Ảnh", file=get_test_image_file(), **RECORDED)
    made = share(desk, approve_embargoed(desk, PressMaterialPage, stills=[make_still(picture)]))
    type(picture).objects.filter(pk=picture.pk).update(consent="refused")

    assert Client().get(f"{write_address(made)}files/media/{picture.file.name}").status_code == 404


def test_only_addresses_in_tags_are_led_through() -> None:
    html = '<img src="/media/a.webp" srcset="/media/a.webp 1x,/media/b.webp 2x"><p>See /media/a.webp</p><a href="/vi/">'

    assert lead_through(html, base="/k/") == (
        '<img src="/k/media/a.webp" srcset="/k/media/a.webp 1x,/k/media/b.webp 2x"><p>See /media/a.webp</p>'
        '<a href="/vi/">'
    )


# --- making and revoking ---


def test_only_the_digest_of_the_token_is_stored(desk: Desk) -> None:
    made = share(desk, approve_embargoed(desk))

    row = PreviewLink.objects.values().get()
    assert row["token_sha256"] == hashlib.sha256(made.token.encode()).hexdigest()
    assert made.token not in str(row)
    assert len(made.token) == 43


def test_uses_are_counted_and_nothing_about_who(desk: Desk) -> None:
    made = share(desk, approve_embargoed(desk))
    for _time in range(3):
        open_link(made)
    Client().head(write_address(made))

    made.link.refresh_from_db()
    assert made.link.uses == 3
    assert made.link.last_used_at == NOW
    assert "127.0.0.1" not in str(PreviewLink.objects.values().get())


def test_history_of_the_page_names_who_made_and_who_revoked_a_link(desk: Desk) -> None:
    page = approve_embargoed(desk)
    made = share(desk, page)
    for _time in range(2):
        revoke_link(link=made.link, by=desk.lead, at=timezone.now())

    entries = PageLogEntry.objects.filter(page=page.pk, action__in=[LINK_MADE, LINK_REVOKED]).order_by("pk")
    assert [(entry.action, entry.user) for entry in entries] == [(LINK_MADE, desk.editor), (LINK_REVOKED, desk.lead)]
    assert entries[0].data["recipient"] == "Báo Quê Hương"
    assert made.token not in str([entry.data for entry in entries])


@pytest.mark.parametrize(
    "changed",
    [
        {"recipient": "  "},
        {"ends_at": NOW},
        {"ends_at": NOW + LONGEST + timedelta(seconds=1)},
        {"translation_key": UUID(int=7)},
        {"language": "ko"},
    ],
    ids=str,
)
def test_link_needs_an_approved_text_that_waits_a_recipient_and_an_end(desk: Desk, changed: dict[str, Any]) -> None:
    page = approve_embargoed(desk)

    with pytest.raises(DeskRefusal):
        share(desk, page, **changed)
    assert not PreviewLink.objects.exists()


def test_draft_text_in_review_and_public_text_get_no_link(desk: Desk) -> None:
    draft = make_source(desk.editor, StoryPage, title=SECRET)
    in_review = make_source(desk.editor, StoryPage, title=SECRET, embargo_until=DUE)
    hand_in(in_review, desk.editor)
    public = make_source(desk.editor, StoryPage, title=SECRET)
    accept(hand_in(public, desk.editor), desk.publisher)

    for page in (draft, in_review, public):
        with pytest.raises(DeskRefusal):
            share(desk, page)


def test_only_roles_of_the_table_make_and_revoke_links(desk: Desk) -> None:
    page = approve_embargoed(desk)
    made = share(desk, page)

    for role, language in ((Role.TRANSLATOR, "ko"), (Role.OUTREACH_OFFICER, None), (Role.ADMINISTRATOR, None)):
        person = make_person(role, language)
        with pytest.raises(PermissionDenied):
            share(desk, page, by=person)
        with pytest.raises(PermissionDenied):
            revoke_link(link=made.link, by=person, at=timezone.now())


# --- the desk's pages ---


def test_editor_makes_a_link_sees_it_once_and_a_publisher_revokes_it(desk: Desk) -> None:
    page = approve_embargoed(desk)
    editor, lead = Client(), Client()
    editor.force_login(desk.editor, backend="cms.users.backends.UserBackend")
    lead.force_login(desk.lead, backend="cms.users.backends.UserBackend")
    address = reverse("preview_links", args=[page.translation_key, "vi"])
    assert SECRET in get_words(editor.get(reverse("preview_texts")))
    assert address in editor.get(reverse("desk_schedule", args=[page.translation_key, "vi"])).content.decode()

    form = {"recipient": "Đài Hải Phòng", "ends_at": "2026-07-25T08:00"}
    made = BeautifulSoup(editor.post(address, form).content, "html.parser")

    link = made.select_one("code").get_text()
    assert SECRET in get_words(Client().get(link.removeprefix("http://localhost:8000")))
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in editor.get(address).content.decode()
    assert "Đài Hải Phòng" in get_words(lead.get(address))
    lead.post(reverse("preview_revoke", args=[PreviewLink.objects.get().pk]))
    assert is_nothing(Client().get(link.removeprefix("http://localhost:8000")))
    assert "Revoked by" in get_words(lead.get(address))


def test_form_says_what_is_wrong_and_makes_nothing(desk: Desk) -> None:
    page = approve_embargoed(desk)
    client = Client()
    client.force_login(desk.editor, backend="cms.users.backends.UserBackend")

    answer = client.post(
        reverse("preview_links", args=[page.translation_key, "vi"]),
        {"recipient": "Báo", "ends_at": "2020-01-01T08:00"},
    )

    assert answer.status_code == 422
    assert "60 days" in get_words(answer)
    assert not PreviewLink.objects.exists()
