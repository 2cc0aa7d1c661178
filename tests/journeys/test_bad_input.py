"""Bad input gets a clear message in the user's language; what was typed is kept, and nothing is saved in part."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cms.approvals.models import Submission
from cms.calls.models import CallPage
from cms.facts.models import FactVersion
from cms.jobs.models import Job
from cms.media.models import CampaignImage
from cms.users.roles import Role
from outreach.holdings.models import UseReport
from outreach.kits.models import Kit
from outreach.ledger.models import LedgerEvent
from outreach.links.drain import drain_spool
from outreach.links.models import Scan
from outreach.posters.models import Poster, PosterFile, PosterState
from outreach.recalls.models import Recall
from outreach.screens.keys import revoke_key
from tests.approvals.factories import make_translation
from tests.factories import ContactChannelFactory, FactFactory
from tests.journeys.cast import employ, get_calls_index, work
from tests.journeys.person import Person, Sheet, read_json, say, write_stream

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
REQUIRED = "This field is required."
EDITOR = "form[data-edit-form]"
POSTER = {"poster_headline": "Bạn còn nhớ?", "poster_text": "Một tấm bản đồ.", "poster_action": "Quét mã"}


@pytest.fixture
def call(site: PublicSite) -> CallPage:
    page: CallPage = site.publish(CallPage, slug="ai-con-nho", title="Ai còn nhớ?", **POSTER)
    return page


def sign_in(role: Role, name: str, language: str | None = None, **fields: Any) -> Person:
    person = employ(role, name, language, **fields)
    person.sign_in()
    return person


def get_value(sheet: Sheet, name: str) -> str:
    field = sheet.find(f"[name={name}]")
    return field.get_text().removeprefix("\n") if field.name == "textarea" else str(field.get("value", ""))


# --- text that is empty or too long ---


@pytest.mark.parametrize("typed", [{"title": ""}, {"title": "a" * 256}, {"summary": "a" * 301}])
def test_a_page_with_an_empty_or_overlong_text_is_not_created(site: PublicSite, typed: dict[str, str]) -> None:
    editor = sign_in(Role.EDITOR, "editor")
    form = editor.open(f"/admin/pages/add/calls/callpage/{get_calls_index()}/")
    kept = {"title": "Lời kêu gọi", "slug": "loi-keu-goi", "summary": "Ngắn.", "privacy_note": "Giữ kín.", **typed}

    answer = editor.press(form, "button[name='action-submit']", extra=write_stream("body"), **kept)

    assert answer.tree.select(".w-field__errors, .error-message"), answer.text
    assert {name: get_value(answer, name) for name in kept} == kept
    assert not CallPage.objects.filter(slug="loi-keu-goi").exists()


def test_a_translation_that_is_too_long_is_not_saved(site: PublicSite, call: CallPage) -> None:
    copy = make_translation(call, "ko", employ(Role.TRANSLATOR, "other", "ko").user)
    translator = sign_in(Role.TRANSLATOR, "translator", "ko")
    sheet = translator.open(f"/admin/desk/{call.translation_key}/ko/")
    name = sheet.find("[name^='s-']")["name"]
    before = copy.latest_revision_id

    answer = translator.press(sheet, "button[name=submit]", status=422, **{str(name): "가" * 256})

    text = "The translation wasn't saved: see what is marked below. Nothing you typed is lost."
    assert say(text) in answer.text
    assert get_value(answer, str(name)) == "가" * 256
    copy.refresh_from_db()
    assert copy.latest_revision_id == before
    assert not Submission.objects.filter(language="ko").exists()


def test_a_translation_with_gaps_stays_a_draft_and_says_what_is_missing(site: PublicSite, call: CallPage) -> None:
    translator = sign_in(Role.TRANSLATOR, "translator", "ko")
    sheet = translator.press(translator.open(f"/admin/desk/{call.translation_key}/ko/"), "form[action$='/start/']")
    name = str(sheet.find("[name^='s-']")["name"])

    answer = translator.press(sheet, "button[name=submit]", **{name: "누가 기억하십니까?"})

    assert say("The draft is saved, but it wasn't submitted.") in answer.text
    assert get_value(answer, name) == "누가 기억하십니까?"
    assert not Submission.objects.filter(language="ko").exists()


def test_a_value_that_is_no_telephone_number_is_not_proposed(site: PublicSite) -> None:
    from tests.factories import FactFactory

    fact = FactFactory(key="duong-day", value="+84965001222")
    editor = sign_in(Role.EDITOR, "editor")
    page = editor.open(f"/admin/register/facts/inspect/{fact.pk}/")

    answer = editor.press(page, "form[action$='/propose/']", status=422, value="1900.XXXX", source="V.1.c")

    message = "“%(value)s” is not a valid telephone number. Enter it with its country code, such as %(code)s …"
    assert say(message, value="1900.XXXX", code="+84") in answer.text
    assert (get_value(answer, "value"), get_value(answer, "source")) == ("1900.XXXX", "V.1.c")
    assert FactVersion.objects.filter(fact=fact).count() == 1


def test_a_kit_without_a_title_is_not_created(site: PublicSite, call: CallPage) -> None:
    officer = sign_in(Role.OUTREACH_OFFICER, "officer")
    form = officer.open("/admin/outreach/kits/new/")

    answer = officer.press(form, "[name=title]", status=422, title="")

    assert answer.tree.select(".error-message")
    assert not Kit.objects.exists()


def test_a_recall_without_reason_or_time_is_not_sent(site: PublicSite, call: CallPage) -> None:
    officer = sign_in(Role.OUTREACH_OFFICER, "officer")
    build_for_seoul(call)
    choice = officer.open("/admin/outreach/recalls/new/")
    chosen = next(str(each["value"]) for each in choice.tree.select("[name=item] option") if each.get("value"))
    form = officer.press(choice, "[name=item]", item=chosen)
    past = (timezone.localtime() - timedelta(days=1)).strftime("%d/%m/%Y %H:%M")

    answer = officer.press(form, "[name=reason]", status=422, reason="", deadline=past)

    assert say("The deadline has already passed. Choose a later one.") in answer.text
    assert get_value(answer, "deadline") == past
    assert not Recall.objects.exists()


@pytest.mark.parametrize("placement", ["", "a" * 201])
def test_posters_without_a_placement_or_with_an_overlong_one_are_not_requested(call: CallPage, placement: str) -> None:
    officer, form = open_poster_form(call)

    answer = officer.press(form, "[name=placement]", languages=["vi"], formats=["print-a3"], placement=placement)

    assert answer.tree.select(".w-field__errors, .error-message"), answer.text
    assert answer.find("[name=languages][value=vi]").has_attr("checked")
    assert get_value(answer, "placement") == placement
    assert not Poster.objects.exists() and not Job.objects.exists()


def test_a_report_of_use_in_korean_says_in_korean_what_is_missing(site: PublicSite, call: CallPage) -> None:
    seoul, edition = build_for_seoul(call)
    form = seoul.open(f"/ko/portal/editions/{edition}/report/")

    answer = seoul.press(form, "[name=place]", place="", starts_on="2026-13-40", evidence="로비에 걸었습니다.")

    assert answer.find("html")["lang"] == "ko"
    assert say(REQUIRED, "ko") in answer.text and REQUIRED not in answer.text
    assert get_value(answer, "evidence") == "로비에 걸었습니다."
    assert not UseReport.objects.exists()


# --- files of the wrong type ---


@pytest.mark.parametrize("content", [b"GIF89a<script>", b"%PDF-1.7", b"", b"\x89PNG\r\n\x1a\n broken"])
def test_a_file_that_is_not_an_image_is_rejected(site: PublicSite, content: bytes) -> None:
    editor = sign_in(Role.EDITOR, "editor")
    form = editor.open("/admin/images/add/")
    file = SimpleUploadedFile("anh.png", content, content_type="image/png")

    answer = editor.press(form, "[name=title]", extra={"file": file}, title="Bản đồ")

    assert answer.tree.select(".w-field__errors, .error-message"), answer.text
    assert get_value(answer, "title") == "Bản đồ"
    assert not CampaignImage.objects.exists()


# --- posters ---


def open_poster_form(call: CallPage) -> tuple[Person, Sheet]:
    officer = sign_in(Role.OUTREACH_OFFICER, "officer")
    item = f"call:{call.translation_key}"
    return officer, officer.press(officer.open("/admin/outreach/posters/"), "form select[name=item]", item=item)


def test_a_poster_whose_text_does_not_fit_is_refused_with_the_field_and_the_overflow(site: PublicSite) -> None:
    hotline = ContactChannelFactory(verified=True, facts=[FactFactory(key="hotline", value="+84965001222")])
    words = {**POSTER, "poster_action": "Quét mã để biết " * 7}
    call = site.publish(CallPage, slug="dai", title="Dài", contacts=[hotline], **words)
    officer, form = open_poster_form(call)

    job = officer.press(form, "[name=placement]", languages=["vi"], formats=["led-wall-small"], placement="Ngã tư")
    work()

    poster = Poster.objects.get()
    shown = officer.open(job.path).text
    assert poster.state == PosterState.REFUSED and poster.reason in shown
    assert say("call to action") in poster.reason and "led-wall-small" in poster.reason and "%" in poster.reason
    assert not PosterFile.objects.exists()
    assert not LedgerEvent.objects.exists()


def test_a_poster_in_a_language_that_is_not_approved_is_not_made(site: PublicSite, call: CallPage) -> None:
    make_translation(call, "ko", employ(Role.TRANSLATOR, "translator", "ko").user, title="초안")
    officer, form = open_poster_form(call)

    answer = officer.press(form, "[name=placement]", languages=["ko"], formats=["print-a3"], placement="로비")

    assert answer.tree.select(".w-field__errors, .error-message") and "ko" in answer.text
    assert get_value(answer, "placement") == "로비"
    assert not Poster.objects.exists()


def test_a_translation_withdrawn_while_the_job_is_queued_gets_no_poster(site: PublicSite, call: CallPage) -> None:
    korean = site.translate(call, "ko", title="기억하십니까?", **dict.fromkeys(POSTER, "기억하십니까"))
    officer, form = open_poster_form(call)
    job = officer.press(form, "[name=placement]", languages=["ko"], formats=["print-a3"], placement="로비")
    site.withdraw(korean)
    work()

    assert Poster.objects.get().state == PosterState.REFUSED
    text = "The text is no longer approved and live in this language, so no poster was made."
    assert say(text) in officer.open(job.path).text
    assert not PosterFile.objects.exists()


# --- codes and keys ---


@pytest.mark.parametrize("code", ["ZZZZZZ", "zz", "A" * 500, "%00", "../admin", "\u0e01\u0e02", "7K2M9Q?x=%FF", ""])
def test_an_unknown_or_invalid_code_gets_a_page_in_the_readers_language(site: PublicSite, code: str) -> None:
    answer = Person().open(f"/Q/{code}", status=404, **{"Accept-Language": "ko-KR,ko;q=0.9"})

    assert answer.find("html")["lang"] == "ko"
    assert say("We don't know this code", "ko") in answer.text
    drain_spool()
    assert not Scan.objects.exists()


@pytest.mark.parametrize("language", ["vi", "fr"])
def test_a_player_with_a_revoked_key_gets_only_an_error_message(db: None, language: str) -> None:
    from tests.screens.factories import make_installation

    installation = make_installation()
    revoke_key(key=installation.key, at=timezone.now())
    headers = {"Authorization": f"Bearer {installation.token}", "Accept-Language": language}
    base = f"/api/v1/screens/{installation.screen.key}"

    for path in ("manifest", f"files/{installation.file.sha256}", "feed.mrss"):
        answer = Person().open(f"{base}/{path}", status=401, **headers)
        message = "This key was revoked. Please ask the desk for a new one."
        assert read_json(answer)["error"]["message"] == say(message, language)
    assert not LedgerEvent.objects.exists()


# --- two at once ---


def test_two_editors_of_one_page_lose_no_text(site: PublicSite, call: CallPage) -> None:
    first, second = sign_in(Role.EDITOR, "first"), sign_in(Role.EDITOR, "second")
    address = f"/admin/pages/{call.pk}/edit/"
    theirs, mine = first.open(address), second.open(address)
    first.press(theirs, EDITOR, extra=write_stream("body"), summary="Lời của người thứ nhất.")

    answer = second.press(mine, EDITOR, extra=write_stream("body"), summary="Lời của người thứ hai.")

    assert "first" in answer.text and say("Another person") not in answer.text
    assert get_value(answer, "summary") == "Lời của người thứ hai."
    call.refresh_from_db()
    assert call.get_latest_revision_as_object().summary == "Lời của người thứ nhất."
    second.press(answer, EDITOR, extra=write_stream("body"))
    call.refresh_from_db()
    assert call.get_latest_revision_as_object().summary == "Lời của người thứ hai."
    texts = [revision.content["summary"] for revision in call.revisions.order_by("pk")]
    assert "Lời của người thứ nhất." in texts, "the history keeps what was saved before"


def test_two_translators_of_one_text_see_each_others_text(site: PublicSite, call: CallPage) -> None:
    make_translation(call, "ko", employ(Role.TRANSLATOR, "start", "ko").user)
    first, second = sign_in(Role.TRANSLATOR, "first", "ko"), sign_in(Role.TRANSLATOR, "second", "ko")
    address = f"/admin/desk/{call.translation_key}/ko/"
    theirs, mine = first.open(address), second.open(address)
    name = str(theirs.find("[name^='s-']")["name"])
    first.press(theirs, "button[name=save]", **{name: "첫째 사람의 글"})

    answer = second.press(mine, "button[name=save]", status=409, **{name: "둘째 사람의 글"})

    assert get_value(answer, name) == "둘째 사람의 글"
    assert "첫째 사람의 글" in answer.read(".desk-theirs")
    saved = second.press(answer, "button[name=save]")
    assert get_value(saved, name) == "둘째 사람의 글"


def build_for_seoul(call: CallPage) -> tuple[Person, str]:
    """Build an edition for a mission whose user reads Korean."""
    from outreach.kits.editions import create_kit, request_edition
    from outreach.kits.plan import ItemKey
    from tests.organisations.factories import MembershipFactory, OrganisationFactory

    seoul = OrganisationFactory(name="Seoul")
    items = [ItemKey("call", str(call.translation_key))]
    kit = create_kit(title="Bộ", organisations=[seoul], items=items, by=None, at=timezone.now())
    edition = request_edition(kit=kit, organisation=seoul, by=None, at=timezone.now())
    work()
    person = employ(Role.PARTNER, "seoul", interface_language="ko")
    MembershipFactory(user=person.user, organisation=seoul)
    person.sign_in()
    return person, str(edition.key)
