"""The public interface returns what is approved and live, and nothing else."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from cms.approvals.deletion_guard import DeletionRefused
from cms.approvals.withdrawal import withdraw
from cms.calls.models import CallPage
from cms.facts.register import approve as approve_fact
from cms.facts.register import propose
from cms.facts.revocation import revoke_channel
from cms.published import (
    get_addresses,
    get_approvals,
    get_published,
    get_published_languages,
    get_ref,
    get_withdrawal,
    hotline,
    list_addresses,
    list_published,
    publication_changed,
    register_changed,
)
from cms.stories.models import StoryPage
from tests.approvals.factories import accept, edit, get_open, hand_in, make_source
from tests.factories import ContactChannelFactory, FactFactory, UserFactory
from tests.published.factories import make_call
from tests.rows import made_once

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)

untouched = made_once(make_call)


@pytest.fixture
def desk(untouched, db):
    return deepcopy(untouched[0])


@pytest.fixture
def call(untouched, db):
    return deepcopy(untouched[1])


def get(page, language="vi"):
    return get_published(kind=page.kind, key=str(page.translation_key), language=language)


def change_hotline(page, number):
    fact = page.contacts.get().facts.get()
    version = propose(fact=fact, value=number, source="letter", by=UserFactory(), at=NOW)
    approve_fact(version=version, by=UserFactory(), at=NOW)


def test_item_has_its_words_with_the_facts_written_in_its_language(call):
    item, korean = get(call), get(call, "ko")

    assert item.title == "Ai biết nơi yên nghỉ?"
    assert [block.kind for block in item.text] == ["heading", "paragraph", "steps", "privacy_note"]
    assert item.text[1].text == "Xin gọi 0965 001 222 (+84 965 001 222).\nBản đồ"
    assert (
        '<a href="tel:+84965001222"><bdi dir="ltr" class="fact">0965 001 222 <span>(+84 965 001 222)</span></bdi></a>'
        in item.text[1].html
    )
    assert item.text[2].text == "1. Vẽ bản đồ\n2. Gọi 0965 001 222 (+84 965 001 222)"
    assert korean.title == "누가 알고 있습니까?"
    assert korean.poster_wording.action == "Xin gọi +84 965 001 222"


def test_poster_wording_carries_the_pages_own_hotline(call):
    wording = get(call).poster_wording

    assert wording.headline == "Ai biết?"
    assert wording.lines == ("Dòng đầu", "Dòng sau")
    assert wording.contact_line == "Đường dây nóng: 0965 001 222 (+84 965 001 222)"


def test_reference_names_the_approval_and_the_source_it_was_made_against(call):
    item, korean = get(call), get(call, "ko")

    assert korean.source_ref == item.ref == item.source_ref
    assert get_ref(kind="call", key=item.ref.key, revision=item.ref.revision) == item.ref
    assert [record.ref for record in get_approvals(kind="call", key=item.ref.key)] == [item.ref, korean.ref]


def test_languages_and_lists_name_what_is_public_only(call, desk):
    make_source(desk.editor, StoryPage, title="Bản nháp")

    assert get_published_languages(kind="call", key=str(call.translation_key)) == ("vi", "ko")
    assert [entry.title for entry in list_published(language="ko")] == ["누가 알고 있습니까?"]
    assert {entry.ref.language for entry in list_published(kind="call")} == {"vi", "ko"}
    assert list_published(kind="story") == []


def test_addresses_are_the_paths_of_the_public_pages(call, desk):
    make_source(desk.editor, StoryPage, title="Bản nháp")
    key = str(call.translation_key)

    addresses = {"vi": get(call).url, "ko": get(call, "ko").url}
    assert get_addresses(kind="call", key=key) == addresses
    assert dict(list_addresses()) == {("call", key): addresses}


@pytest.mark.both_databases
def test_addresses_of_an_item_take_two_queries(call, django_assert_num_queries):
    with django_assert_num_queries(2):
        get_addresses(kind="call", key=str(call.translation_key))


def test_url_is_the_path_of_the_page(call):
    assert get(call, "ko").url.startswith("/ko/")


def test_draft_is_not_published(desk):
    assert get(make_source(desk.editor)) is None


def test_later_draft_is_not_published(call, desk):
    edit(call, desk.editor, title="Chưa duyệt")

    assert get(call).title == "Ai biết nơi yên nghỉ?"


def test_row_made_live_in_the_database_is_not_published(desk):
    story = make_source(desk.editor)
    StoryPage.objects.filter(pk=story.pk).update(live=True)

    assert get(story) is None
    assert list_published(kind="story") == []


def test_row_altered_in_the_database_is_not_published(call):
    CallPage.objects.filter(pk=call.pk).update(privacy_note="Khác")

    assert get(call) is None


def test_live_page_under_embargo_is_not_published(call):
    CallPage.objects.filter(pk=call.pk).update(embargo_until=timezone.now() + timedelta(days=1))

    assert get(call) is None
    assert get_published_languages(kind="call", key=str(call.translation_key)) == ("ko",)


@pytest.mark.parametrize("key", ["", "no-uuid", "00000000-0000-0000-0000-000000000000"])
def test_unknown_item_is_nothing_and_no_error(db, key):
    assert get_published(kind="call", key=key, language="vi") is None
    assert get_published_languages(kind="call", key=key) == ()
    assert get_withdrawal(kind="call", key=key, language="vi") is None
    assert get_published(kind="nothing", key=key, language="vi") is None


def test_withdrawn_language_says_when_by_whom_and_why(call, desk):
    key = call.translation_key

    withdraw(translation_key=key, language="ko", by=desk.publisher, reason="A number is wrong.", at=NOW)

    assert get(call, "ko") is None
    assert get(call) is not None
    withdrawal = get_withdrawal(kind="call", key=str(key), language="ko")
    assert (withdrawal.reason, withdrawal.withdrawn_by_id) == ("A number is wrong.", desk.publisher.pk)
    assert get_withdrawal(kind="call", key=str(key), language="vi") is None


def test_page_unpublished_by_the_button_counts_as_withdrawn(call):
    call.unpublish()

    assert get_withdrawal(kind="call", key=str(call.translation_key), language="vi") is not None


def test_new_number_is_published_in_every_language_at_once(call):
    before = get(call).ref

    change_hotline(call, "0912345678")

    assert get(call).text[1].text == "Xin gọi 0912 345 678 (+84 912 345 678).\nBản đồ"
    assert get(call, "ko").contacts[0].values[0].text == "+84 912 345 678"
    assert get(call).ref == before


def test_contact_that_is_no_longer_verified_is_not_published(call, desk):
    revoke_channel(channel=call.contacts.get(), by=desk.lead, at=timezone.now(), reason="fraud")

    assert get(call).contacts == ()
    assert hotline("vi") is None
    assert get(call).poster_wording.contact_line == ""


def test_hotline_is_written_for_the_language(call):
    contact = hotline("ko")

    assert (contact.values[0].text, contact.values[0].target) == ("+84 965 001 222", "tel:+84965001222")


def test_one_item_costs_a_bounded_number_of_queries(call, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        get(call)


def test_a_list_does_not_cost_more_for_more_items(call, desk, django_assert_max_num_queries):
    for number in range(5):
        accept(hand_in(make_source(desk.editor, title=f"Chuyện {number}"), desk.editor), desk.publisher)

    with django_assert_max_num_queries(4):  # whatever the number of items and of their kinds
        assert len(list_published()) == 7


def test_publication_and_change_are_announced_once(sent, desk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        story = make_source(desk.editor)
        accept(hand_in(story, desk.editor), desk.publisher)
    with django_capture_on_commit_callbacks(execute=True):
        edit(story, desk.editor, title="Tên mới")
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(story, desk.editor)
        accept(get_open(story), desk.publisher)

    assert sent == [("vi", "published", True), ("vi", "changed", True)]


def test_same_text_saved_again_is_not_announced(call, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        CallPage.objects.get(pk=call.pk).save()

    assert sent == []


def test_change_of_the_address_alone_is_announced(call, sent, desk, django_capture_on_commit_callbacks):
    edit(call, desk.editor, slug="dia-chi-moi")

    with django_capture_on_commit_callbacks(execute=True):
        accept(hand_in(call, desk.editor), desk.publisher)

    assert sent == [("vi", "changed", True)]


def test_poster_wording_is_announced_as_it_was_saved(desk, django_capture_on_commit_callbacks):
    wordings = []

    def listen(get_poster_wording, **kwargs):
        wordings.append(get_poster_wording())

    publication_changed.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        story = make_source(desk.editor, poster_headline="Nhớ nguồn")
        accept(hand_in(story, desk.editor), desk.publisher)
        page = StoryPage.objects.get(pk=story.pk)
        page.live = False
        page.save()
        page.live = True
        page.save()
        page.poster_headline = "Chưa duyệt"
    publication_changed.disconnect(listen)

    assert {wording.headline for wording in wordings} == {"Nhớ nguồn"}


def test_withdrawal_is_announced(call, sent, desk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(translation_key=call.translation_key, language=None, by=desk.publisher, reason="wrong", at=NOW)

    assert sorted(sent) == [("ko", "withdrawn", False), ("vi", "withdrawn", False)]


def test_changed_fact_is_announced_for_every_item_and_language_that_shows_it(
    call, sent, desk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        accept(hand_in(make_source(desk.editor), desk.editor), desk.publisher)
    sent.clear()

    with django_capture_on_commit_callbacks(execute=True):
        change_hotline(call, "0912345678")

    assert sorted(sent) == [("ko", "fact", True), ("vi", "fact", True)]


def test_changed_hotline_is_announced_for_a_story_with_a_poster(call, sent, desk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        story = make_source(desk.editor, poster_headline="Nhớ nguồn")
        accept(hand_in(story, desk.editor), desk.publisher)
    sent.clear()

    with django_capture_on_commit_callbacks(execute=True):
        change_hotline(call, "0912345678")

    assert get(story).poster_wording.contact_line.endswith("0912 345 678 (+84 912 345 678)")
    assert len(sent) == 3


def test_refused_deletion_of_a_public_page_is_not_announced(call, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(DeletionRefused), transaction.atomic():
        CallPage.objects.get(pk=call.pk).delete()

    assert sent == []
    assert get(call) is not None


def test_text_with_a_revoked_number_is_published_with_a_sentence_in_its_place(call, desk):
    revoke_channel(channel=call.contacts.get(), by=desk.lead, at=timezone.now(), reason="fraud")

    assert get(call).text[1].text == "Xin gọi (Số điện thoại này không còn sử dụng).\nBản đồ"
    assert "이 전화번호는 더 이상 사용되지 않습니다" in get(call, "ko").text[1].html
    assert get(call).poster_wording.has_withdrawn_fact
    assert not any("965" in block.text + block.html for block in get(call).text)


def test_revocation_of_the_hotline_is_announced_for_every_poster_and_for_what_shows_it_beside_items(
    call, sent, desk, django_capture_on_commit_callbacks
):
    channel = ContactChannelFactory(verified=True, facts=[FactFactory(value="+84912345678")])
    told = []
    register_changed.connect(listen := lambda **kwargs: told.append(True))

    with django_capture_on_commit_callbacks(execute=True):
        revoke_channel(channel=channel, by=desk.lead, at=timezone.now(), reason="fraud")

    register_changed.disconnect(listen)
    assert sorted(sent) == [("ko", "fact", True), ("vi", "fact", True)]
    assert told == [True]
