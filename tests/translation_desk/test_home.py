"""The admin's first page for the desk: what waits for a person, with links to the desk's own pages."""

import re

from django.test import Client
from django.urls import reverse

from cms.approvals.models import Submission
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source, make_translation
from tests.exchange.test_states import make_changed_story
from tests.translation_desk.test_assignments import give, make_ready
from tests.translation_desk.test_views import sign_in


def read_home(client: Client) -> str:
    return client.get(reverse("wagtailadmin_home")).content.decode()


def list_links(html: str) -> list[str]:
    return re.findall(r'<li>\s*<a href="([^"]+)"><strong>', html)


def test_translator_sees_what_is_out_of_date_in_their_languages_on_arrival(desk: Desk) -> None:
    story = make_changed_story(desk)

    home = read_home(sign_in(desk.translator))

    assert "Out of date in your languages" in home
    assert reverse("desk_write", args=[story.translation_key, "ko"]) in list_links(home)


def test_translator_sees_assigned_work_on_arrival(desk: Desk) -> None:
    story = make_ready(desk)
    give(desk, story)

    home = read_home(sign_in(desk.translator))

    assert reverse("desk_write", args=[story.translation_key, "ko"]) in list_links(home)


def test_reviewer_sees_what_waits_for_review_and_is_led_to_the_review_page(desk: Desk) -> None:
    hand_in(make_translation(make_ready(desk), "ko", desk.translator), desk.translator)
    review = reverse("desk_review", args=[Submission.objects.get(language="ko").pk])

    assert review in list_links(read_home(sign_in(desk.reviewer)))
    assert review in list_links(read_home(sign_in(desk.translator)))
    assert "Awaiting your review" not in read_home(sign_in(desk.reviewer))


def test_recent_edit_of_a_translation_leads_to_the_desk_and_of_a_source_to_the_page_editor(desk: Desk) -> None:
    story = make_source(desk.editor)
    korean = make_translation(story, "ko", desk.translator, title="제목")
    edit(korean, desk.translator, summary="글")
    edit(story, desk.editor, summary="Khác")
    korean.save_revision(user=desk.translator, log_action=True)
    story.save_revision(user=desk.editor, log_action=True)

    assert reverse("desk_write", args=[story.translation_key, "ko"]) in list_links(read_home(sign_in(desk.translator)))
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in list_links(read_home(sign_in(desk.editor)))


def test_text_that_nobody_began_can_be_assigned_from_its_page(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    address = reverse("desk_write", args=[story.translation_key, "fr"])

    shown = sign_in(desk.lead).get(address).content.decode()

    assert f"{reverse('desk_assign')}?items={story.translation_key}&amp;languages=fr" in shown
    assert "Nobody is assigned to translate this." in shown
    assert reverse("desk_assign") not in sign_in(desk.translator).get(address).content.decode()


def test_worklist_lists_what_is_out_of_date(desk: Desk) -> None:
    story = make_changed_story(desk)

    shown = sign_in(desk.translator).get(reverse("desk_worklist"))

    assert [task.row.translation_key for task in shown.context["out_of_date"]] == [story.translation_key]
    assert shown.context["out_of_date"][0].title == story.title
