"""A text under embargo, at the desk: seen by those who work on it, in no view and no list by anybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms.translation_desk.wagtail_hooks import desk_urls
from cms.users.roles import Role
from tests.approvals.factories import Desk, accept, hand_in, make_person, make_source, make_translation
from tests.translation_desk.test_views import sign_in

SECRET, KOREAN = "Kimtinhcanhbaonam", "비밀의글"
HELD = timedelta(days=7)


@pytest.fixture
def story(desk: Desk) -> Any:
    """A story that was approved with an embargo, and its Korean translation in review."""
    story = make_source(desk.editor, title=SECRET, embargo_until=timezone.now() + HELD)
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title=KOREAN)
    story.korean_submission = hand_in(korean, desk.translator)
    return story


def list_addresses(story: Any, language: str) -> list[str]:
    """Return the address of every view of this text at the desk."""
    names = {"key": story.translation_key, "language": language, "submission_id": story.korean_submission.pk}
    names["file_format"] = "vtt"
    found = []
    for pattern in desk_urls():
        parameters = pattern.pattern.converters.keys()
        is_of_text = "key" in parameters or ("submission_id" in parameters and language == "ko")
        if is_of_text:
            found.append(reverse(pattern.name, kwargs={name: names[name] for name in parameters}))
    return found


def is_refused(client: Client, address: str) -> bool:
    answers = [client.get(address), client.post(address, {})]
    shown = "".join(answer.content.decode() for answer in answers)
    assert SECRET not in shown and KOREAN not in shown
    return all(answer.status_code in {403, 405} or getattr(answer, "url", "") == "/admin/" for answer in answers)


@pytest.mark.parametrize("who", ["editor", "publisher", "lead", "translator", "reviewer", "superuser"])
def test_those_who_work_on_the_text_see_it_before_its_time(desk: Desk, story: Any, who: str) -> None:
    client = sign_in(getattr(desk, who))

    for language, title in (("vi", SECRET), ("ko", KOREAN)):
        for name in ("desk_preview_page", "desk_dossier"):
            page = client.get(reverse(name, args=[story.translation_key, language]))
            assert (page.status_code, title in page.content.decode()) == (200, True), (name, language)
    assert SECRET in client.get(reverse("desk_table")).content.decode()


@pytest.mark.parametrize("role", [Role.OUTREACH_OFFICER, Role.ADMINISTRATOR])
def test_staff_who_do_not_work_on_it_see_neither_the_text_nor_its_title(story: Any, role: Role) -> None:
    client = sign_in(make_person(role))
    addresses = [*list_addresses(story, "vi"), *list_addresses(story, "ko")]

    assert len(addresses) > 30
    assert [address for address in addresses if not is_refused(client, address)] == []
    for name in ("desk_table", "desk_exchange_export", "desk_worklist", "wagtailadmin_home"):
        assert SECRET not in client.get(reverse(name)).content.decode()
    assert SECRET.encode() not in client.get(reverse("desk_export")).content
    for name, arguments in (
        ("wagtailadmin_choose_page_child", [story.get_parent().pk]),
        ("wagtailadmin_choose_page", []),
    ):
        assert SECRET not in client.get(reverse(name, args=arguments)).content.decode()


def test_translator_of_another_language_sees_the_source_and_not_the_korean_text(story: Any) -> None:
    client = sign_in(make_person(Role.TRANSLATOR, "lo"))

    assert client.get(reverse("desk_preview_page", args=[story.translation_key, "vi"])).status_code == 200
    korean = [address for address in list_addresses(story, "ko") if "/impact/" not in address]
    assert [address for address in korean if not is_refused(client, address) and "/take-down/" not in address] == []


@pytest.mark.parametrize(("language", "is_exported"), [("ko", True), ("lo", False)])
def test_file_for_translation_has_the_embargoed_text_in_the_translators_languages_only(
    story: Any, language: str, is_exported: bool
) -> None:
    client = sign_in(make_person(Role.TRANSLATOR, language))
    chosen = {"file_format": "xliff", "languages": ["ko"], "items": [str(story.translation_key)]}

    answer = client.post(reverse("desk_exchange_export"), chosen)

    assert (KOREAN in answer.content.decode()) == is_exported


def test_everybody_at_the_desk_sees_the_text_once_its_embargo_is_over(story: Any) -> None:
    client = sign_in(make_person(Role.OUTREACH_OFFICER))
    type(story).objects.filter(translation_key=story.translation_key).update(embargo_until=timezone.now())

    page = client.get(reverse("desk_preview_page", args=[story.translation_key, "vi"]))

    assert (page.status_code, SECRET in page.content.decode()) == (200, True)
    assert SECRET in client.get(reverse("desk_table")).content.decode()


@pytest.mark.parametrize("role", [Role.PARTNER, Role.OPERATOR])
def test_partners_and_the_public_see_nothing_of_it(story: Any, role: Role) -> None:
    path = Page.objects.get(pk=story.pk).url_path
    for client in (sign_in(make_person(role)), Client()):
        assert client.get(path).status_code == 404
        assert SECRET not in client.get("/vi/portal/", follow=True).content.decode()
        assert all(client.get(address).status_code in {302, 403, 405} for address in list_addresses(story, "ko"))
