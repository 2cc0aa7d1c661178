"""Lookup in the memory finds current and replaced translations with their origin, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.approvals.models import Approval
from cms.approvals.withdrawal import withdraw
from cms.core.models import BasePage
from cms.segments.segment import Segment, SegmentKind
from cms.translation_memory.indexing import index_approval
from cms.translation_memory.lookup import find_exact, find_matches
from cms.translation_memory.models import MemoryShingle, MemorySource, MemoryTranslation
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source, make_translation
from tests.factories import FactFactory

CALL = "Nếu bạn biết nơi chôn cất liệt sĩ, xin báo tin cho 12 nơi tiếp nhận trước ngày [[last-day]]."
CALL_KO = "전사자가 묻힌 곳을 아시면 [[last-day]] 전에 접수처 12곳에 알려 주십시오."


@pytest.fixture(autouse=True)
def last_day(db: None) -> None:
    FactFactory(key="last-day", kind="date", value="2027-07-27")


def publish(desk: Desk, *, summary: str, korean: str | None, **fields: Any) -> BasePage:
    """Publish a story in Vietnamese and, with a Korean summary, in Korean."""
    story = make_source(desk.editor, summary=summary, **fields)
    accept(hand_in(story, desk.editor), desk.publisher)
    if korean is not None:
        approve_korean(desk, make_translation(story, "ko", desk.translator, title="돌아온 병사", summary=korean))
    return story


def approve_korean(desk: Desk, page: BasePage) -> Approval:
    return accept(hand_in(page, desk.translator), desk.reviewer)


def find(text: str, **more: Any) -> list[tuple[int, str]]:
    found = find_matches(**{"text": text, "kind": SegmentKind.TEXT, "language": "ko", **more})
    return [(match.score, match.text) for match in found]


def test_same_text_is_found_with_its_origin(desk: Desk) -> None:
    publish(desk, summary=CALL, korean=CALL_KO)
    approval = Approval.objects.get(language="ko")

    match = find_matches(text=f" {CALL}\n", kind=SegmentKind.TEXT, language="ko")[0]

    assert (match.score, match.is_exact, match.text, match.source) == (100, True, CALL_KO, CALL)
    assert match.origin_title == "돌아온 병사"
    assert match.origin_url.endswith(f"/desk/{approval.translation_key}/ko/")
    assert (match.approved_at, match.approved_by) == (approval.approved_at, str(desk.reviewer))
    assert match.missing_facts == match.extra_facts == ()


def test_similar_text_is_found_with_its_differing_facts(desk: Desk) -> None:
    publish(desk, summary=CALL, korean=CALL_KO)

    asked = CALL.replace("12", "34").replace("last", "first")
    match = find_matches(text=asked, kind=SegmentKind.TEXT, language="ko")[0]

    assert match.score == 89  # two of nineteen words
    assert (match.missing_facts, match.extra_facts) == (("34", "[[first-day]]"), ("12", "[[last-day]]"))


def test_text_that_differs_in_one_character_is_not_the_same(desk: Desk) -> None:
    publish(desk, summary=CALL, korean=CALL_KO)

    assert find(CALL.replace(".", "!")) == [(99, CALL_KO)]


def test_text_that_is_less_than_seventy_percent_similar_is_not_offered(desk: Desk) -> None:
    publish(desk, summary="sông núi biển trời mây gió mưa nắng đất cát", korean="하나 둘 셋")

    assert find("sông núi biển trời mây gió mưa nhà cửa ruộng") == [(70, "하나 둘 셋")]
    assert find("sông núi biển trời mây gió nhà cửa ruộng vườn") == []


def test_most_similar_matches_come_first_and_then_the_newest(desk: Desk) -> None:
    publish(desk, summary="Người lính trở về làng cũ.", korean="가", title="Sông")
    publish(desk, summary="Người lính trở về làng.", korean="나", title="Núi")
    publish(desk, summary="Người lính trở về làng.", korean="다", title="Ba")

    assert find("Người lính trở về làng.") == [(100, "다"), (100, "나"), (83, "가")]
    assert find("Người lính trở về làng.", limit=1) == [(100, "다")]


def test_same_translation_of_the_same_text_is_listed_once(desk: Desk) -> None:
    publish(desk, summary=CALL, korean=CALL_KO, title="Sông")
    publish(desk, summary=CALL, korean=CALL_KO, title="Núi")

    assert find(CALL) == [(100, CALL_KO)]


def test_item_can_be_excluded(desk: Desk) -> None:
    story = publish(desk, summary=CALL, korean=CALL_KO)

    assert find(CALL, exclude_key=story.translation_key) == []


def test_other_languages_are_not_searched(desk: Desk) -> None:
    publish(desk, summary=CALL, korean=CALL_KO)

    assert find(CALL, language="lo") == []
    assert find(CALL, language="vi") == []


def test_drafts_and_submissions_are_not_in_the_memory(desk: Desk) -> None:
    story = publish(desk, summary=CALL, korean=None)
    hand_in(make_translation(story, "ko", desk.translator, title="돌아온 병사", summary=CALL_KO), desk.translator)

    assert find(CALL) == []


def test_text_under_embargo_is_not_in_the_memory_before_it_is_live(desk: Desk) -> None:
    story = make_source(desk.editor, summary=CALL, embargo_until=timezone.now() + timedelta(days=2))
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="돌아온 병사", summary=CALL_KO)
    approval = approve_korean(desk, korean)

    assert approval.published_at is None
    assert index_approval(approval=approval) == 0
    assert find(CALL) == []


@pytest.mark.parametrize("again", [False, True], ids=["only version", "earlier version"])
def test_withdrawn_text_is_no_longer_offered(desk: Desk, again: bool) -> None:
    story = publish(desk, summary=CALL, korean=CALL_KO)
    if again:
        korean = story.get_translation(Approval.objects.get(language="ko").page.locale)
        approve_korean(desk, edit(korean.specific, desk.translator, summary=f"{CALL_KO} 감사합니다."))

    withdraw(translation_key=story.translation_key, language="ko", by=desk.lead, reason="Sai.", at=timezone.now())

    assert find(CALL) == []
    assert find_exact(segments=[Segment("a", SegmentKind.TEXT, CALL)], language="ko") == {}


def test_replaced_text_is_an_earlier_translation_and_never_exact(desk: Desk) -> None:
    story = publish(desk, summary=CALL, korean=CALL_KO)
    korean = story.get_translation(Approval.objects.get(language="ko").page.locale)
    approve_korean(desk, edit(korean.specific, desk.translator, summary=f"{CALL_KO} 감사합니다."))

    now, before = find_matches(text=CALL, kind=SegmentKind.TEXT, language="ko")

    assert (now.score, now.text, now.replaced_at) == (100, f"{CALL_KO} 감사합니다.", None)
    assert (before.score, before.text) == (99, CALL_KO)
    assert before.replaced_at == Approval.objects.get(language="ko", superseded_at__isnull=False).superseded_at


def test_choices_and_empty_texts_are_not_indexed(desk: Desk) -> None:
    publish(desk, summary=CALL, korean=CALL_KO)

    assert set(MemoryTranslation.objects.values_list("path", flat=True)) == {"title", "summary"}


def read_tables() -> Any:
    """Return the contents of the memory without the keys of its rows."""
    names = {source.pk: (source.language, source.digest, source.text) for source in MemorySource.objects.all()}
    rows = MemoryTranslation.objects.values_list("source_id", "approval_id", "path", "kind", "text")
    lists = {
        (row.language, row.shingle): sorted(
            (names[int.from_bytes(entry, "little") >> 8], entry[0]) for entry in cut(bytes(row.sources))
        )
        for row in MemoryShingle.objects.all()
    }
    return sorted(names.values()), sorted((names[key], *rest) for key, *rest in rows), lists


def cut(packed: bytes) -> list[bytes]:
    return [packed[start : start + 8] for start in range(0, len(packed), 8)]


@pytest.mark.both_databases
def test_rebuilding_results_in_the_same_memory(desk: Desk) -> None:
    story = publish(desk, summary=CALL, korean=CALL_KO, title="Sông")
    publish(desk, summary=CALL, korean=f"알림. {CALL_KO}", title="Núi")
    korean = story.get_translation(Approval.objects.filter(language="ko").first().page.locale)
    approve_korean(desk, edit(korean.specific, desk.translator, summary=f"{CALL_KO} 감사합니다."))
    before, found = read_tables(), find(CALL)

    for _ in range(2):
        call_command("rebuild_memory", verbosity=0)

        assert read_tables() == before
        assert find(CALL) == found


def test_approval_is_indexed_once(desk: Desk) -> None:
    publish(desk, summary=CALL, korean=CALL_KO)
    before = read_tables()

    assert index_approval(approval=Approval.objects.get(language="ko")) == 0
    assert index_approval(approval=Approval.objects.get(language="vi")) == 0
    assert read_tables() == before


def count_queries(action: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def test_lookup_takes_three_queries_for_any_number_of_texts(desk: Desk) -> None:
    for name in ("Sông", "Núi", "Biển", "Mây"):
        publish(desk, summary=f"{CALL} Bài này là bài {name}.", korean=f"{CALL_KO} 글 {name}", title=name)

    assert count_queries(lambda: find(CALL)) == 3
    assert count_queries(lambda: find("Không ai nói thế này bao giờ")) <= 3
    assert count_queries(lambda: find("…")) == 0
    assert count_queries(lambda: find_exact(segments=[Segment("a", "text", CALL)] * 9, language="ko")) == 1
