"""The table of a desk that is empty at first: its pages, and its state right after a change."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from cms.campaign.loading import load_campaign
from cms.campaign.models import Place, Topic
from cms.translation_desk.status_index import read_progress
from cms.users.roles import Role
from tests.approvals.factories import Desk, accept, hand_in, make_person, make_source
from tests.translation_desk.test_table import give, read_titles
from tests.translation_desk.test_views import sign_in
from translations.languages import TARGETS


def test_table_is_filtered_by_topic_and_place(desk: Desk) -> None:
    load_campaign()
    cache.clear()
    topic, place = Topic.objects.first(), Place.objects.first()
    assert topic is not None and place is not None
    make_source(desk.editor, title="Khác")
    story = make_source(desk.editor, title="Có chủ đề")
    story.topics.add(topic)
    story.places.add(place)
    story.save()
    client = sign_in(desk.editor)

    assert read_titles(client, topic=str(topic.number)) == {"Có chủ đề"}
    assert read_titles(client, place=place.code) == {"Có chủ đề"}
    assert read_titles(client, place=place.code, topic="99") == set()


def test_state_is_up_to_date_right_after_a_change(desk: Desk) -> None:
    story = make_source(desk.editor)
    client = sign_in(desk.editor)
    assert read_titles(client, status="submitted") == set()

    submission = hand_in(story, desk.editor)

    assert read_titles(client, status="submitted") == {story.title}
    accept(submission, desk.publisher)
    assert read_titles(client, status="submitted") == set()


@pytest.mark.parametrize("number", ["2", "9999", "0", "-1", "x", "²"])
def test_page_number_out_of_range_shows_the_first_page(desk: Desk, number: str) -> None:
    story = make_source(desk.editor)

    assert read_titles(sign_in(desk.editor), p=number) == {story.title}


def test_table_is_paginated(desk: Desk) -> None:
    for number in range(41):
        make_source(desk.editor, title=f"Bài {number}")
    client = sign_in(desk.editor)

    first, second = read_titles(client), read_titles(client, p="2")

    assert (len(first), len(second), first & second) == (40, 1, set())


def test_empty_desk_has_no_progress(desk: Desk) -> None:
    assert all(found.total == 0 for found in read_progress())
    assert sign_in(make_person(Role.EDITOR)).get(reverse("desk_table")).status_code == 200


def test_missing_text_is_assigned_from_its_cell(desk: Desk) -> None:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    address = f"{reverse('desk_assign')}?items={story.translation_key}&languages=ko"
    lead = sign_in(desk.lead)

    page = lead.get(reverse("desk_table")).content.decode()
    form = lead.get(address).context["form"]
    give(desk, story, assignee=None, days=3)
    later = lead.get(reverse("desk_table")).content.decode()

    assert address.replace("&", "&amp;") in page
    assert page.count('class="desk-assign-cell"') == len(TARGETS)
    assert (form.initial["items"], form.initial["languages"]) == ([str(story.translation_key)], ["ko"])
    assert address.replace("&", "&amp;") not in later
    assert "desk-assign-cell" not in sign_in(desk.translator).get(reverse("desk_table")).content.decode()
