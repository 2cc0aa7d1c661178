"""Names in translations: missing, changed, added and exchanged ones are found; the reviewer confirms unknown ones."""

from time import process_time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.approvals.refusals import FindingsRefused
from cms.glossary.editing import ConfirmationRefused, confirm, register_name, save_row
from cms.glossary.terms import get_confirmed, get_names, get_terms
from cms.quality_checks.findings import Severity
from cms.quality_checks.name_check import check_names
from cms.segments.segment import Segment
from cms.users.roles import Role
from tests.approvals.factories import Desk, accept, hand_in, make_person, make_source, make_translation
from tests.benchmarks.facts.names import NAME_KINDS
from tests.benchmarks.facts.samples import make_samples
from translations.languages import TARGETS
from translations.term_tables import SourceRow, TargetRow

pytestmark = pytest.mark.django_db
ROUTE = "Từ Hà Nội đến Huế"


def find(source: str, target: str, language: str) -> list[tuple[str, str]]:
    findings = check_names(source=Segment("summary", "text", source), target=target, language=language)
    return [(finding.fact, finding.level) for finding in findings]


def confirm_cities(desk: Desk, language: str) -> None:
    for term in ("Hà Nội", "Huế", "Đà Nẵng", "Hải Phòng"):
        confirm(term=term, language=language, by=desk.lead, at=timezone.now())


@pytest.mark.parametrize(
    ("target", "language"),
    [
        ("From Hanoi to Hue", "en"),
        ("FROM HÀ NỘI TO HUẾ", "en"),
        ("De Hanoï à Hué", "fr"),
        ("Дорога из Ханоя в Хюэ", "ru"),
        ("Ханой — Хюэ", "ru"),
        ("من هانوي إلى هوي", "ar"),
        ("하노이에서 후에까지", "ko"),
        ("从河内到顺化", "zh-hans"),
        ("ハノイからフエまで", "ja"),
        ("จากฮานอยถึงเว้", "th"),
    ],
)
def test_declined_and_prefixed_forms_are_right(desk: Desk, target: str, language: str) -> None:
    confirm_cities(desk, language)

    assert find(ROUTE, target, language) == []


def test_generated_renderings_are_judged_rightly_in_every_language() -> None:
    samples = list(make_samples(count=6, seed=7, kinds=NAME_KINDS))
    misjudged = [sample for sample in samples if sample.is_misjudged]

    assert {sample.language for sample in samples} == set(TARGETS)
    assert not misjudged, misjudged[:3]


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("From Hanoi to Da Nang", [("Huế", "error")]),
        ("From Hanoi", [("Huế", "error")]),
        ("From Hue to Hanoi", [("Huế", "error")]),
        ("From Hanoi to Hue and Haiphong", [("Hải Phòng", "error")]),
        ("From Hanoi to Hue in hue and cry", []),
    ],
)
def test_confirmed_name_is_enforced_like_a_fact(desk: Desk, target: str, found: list[tuple[str, str]]) -> None:
    confirm_cities(desk, "en")

    assert find(ROUTE, target, "en") == found


def test_unconfirmed_rendering_asks_the_reviewer_instead() -> None:
    assert find("Ở Huế", "흐엉강 변에서", "ko") == [("Huế", "confirmation")]
    assert find("Ở Huế", "후에에서", "ko") == []
    assert find("Ở đó", "꽝찌에서", "ko") == [("Quảng Trị", Severity.WARNING)]


@pytest.mark.parametrize(
    ("target", "language", "found"),
    [
        ("Nguyễn Văn Nam remembers", "en", []),
        ("Mr Nguyen Van Nam remembers", "en", []),
        ("Mr Nguyễn Văn Năm remembers", "en", [("Nguyễn Văn Nam", "confirmation"), ("Nguyễn Văn Năm", "error")]),
        ("Nguyen Van Nam and Tran Van Binh remember", "en", [("Tran Van Binh", "error")]),
        ("응우옌 반 남이 기억한다", "ko", [("Nguyễn Văn Nam", "confirmation")]),
    ],
)
def test_name_that_the_glossary_lacks_is_compared_where_letters_allow_and_else_confirmed(
    target: str, language: str, found: list[tuple[str, str]]
) -> None:
    assert find("Ông Nguyễn Văn Nam nhớ lại", target, language) == found


@pytest.mark.parametrize(
    ("source", "target", "language", "found"),
    [
        ("Hùng kể về đồng đội.", "Hùng tells of his comrades.", "en", []),
        ("Hùng kể về đồng đội.", "Dung tells of his comrades.", "en", [("Hùng", "confirmation")]),
        ("Hùng kể về đồng đội.", "그는 전우에 대해 이야기한다.", "ko", [("Hùng", "confirmation")]),
        ("Nam hy sinh năm 1968.", "Nam fell in 1968.", "en", []),
        ("Mẹ gọi anh Lâm. Lâm không nghe.", "His mother called Lâm. He did not hear.", "en", []),
        ("Trần Văn Lâm ra đi. Lâm không về.", "Lam left.", "en", [("Trần Văn Lâm", "confirmation")]),
        ("Mẹ kể về con.", "His mother tells of her son.", "en", []),
        ("Nó nói khẽ. Báo viết thư ngỏ.", "He spoke low. The paper wrote an open letter.", "en", []),
        ("Trời sáng. Suối cạn. Gió thổi.", "Day broke. The stream was dry. The wind blew.", "en", []),
    ],
)
def test_single_syllable_that_begins_a_sentence_is_a_name_if_it_acts_or_is_named_like_a_person(
    source: str, target: str, language: str, found: list[tuple[str, str]]
) -> None:
    assert find(source, target, language) == found


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("NGUYỄN VĂN NAM NHỚ LẠI", "He remembers", [("NGUYỄN VĂN NAM NHỚ", "confirmation")]),
        ("ĐẠI TƯỚNG VÕ NGUYÊN GIÁP", "GENERAL VÕ NGUYÊN GIÁP", []),
        ("TỪ QUẢNG TRỊ ĐẾN HUẾ", "FROM QUANG TRI TO HUE", []),
        ("TÌM ĐỒNG ĐỘI", "LOOKING FOR COMRADES", []),
    ],
)
def test_name_in_a_text_without_small_letters_is_not_silent(
    source: str, target: str, found: list[tuple[str, str]]
) -> None:
    assert find(source, target, "en") == found


def test_everyday_words_and_the_countrys_own_name_are_no_additions(desk: Desk) -> None:
    for language in ("ko", "zh-hans", "en"):
        for term in get_names():
            confirm(term=term, language=language, by=desk.lead, at=timezone.now())

    assert find("Sau đó, ông được an táng.", "그 후에 그는 안장되었다.", "ko") == []
    assert find("Hòa bình lập lại.", "恢复了和平。", "zh-hans") == []
    assert find("Cả nước nhớ.", "All Viet Nam remembers.", "en") == []


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("Mẹ tôi chờ con.", "My mother waited for her son.", "en"),
        ("Mẹ tôi chờ con.", "MY MOTHER WAITED.", "en"),
        ("Bà chờ và nhớ.", "Y esperaba y recordaba.", "es"),
        ("Bà về quê.", "Elle y retourna. Y vivre, enfin.", "fr"),
    ],
)
def test_word_that_a_name_without_diacritics_resembles_is_no_addition(source: str, target: str, language: str) -> None:
    assert find(source, target, language) == []


@pytest.mark.parametrize("source", ["Lính Mỹ tới làng.", "Quân Mỹ tới làng."])
@pytest.mark.parametrize(("target", "language"), [("American soldiers came.", "en"), ("美军来到村里。", "zh-hans")])
def test_country_behind_a_word_that_begins_the_sentence_is_a_name_of_its_own(
    desk: Desk, source: str, target: str, language: str
) -> None:
    confirm(term="Mỹ", language=language, by=desk.lead, at=timezone.now())

    assert find(source, target, language) == []
    assert find(source, "—", language) == [("Mỹ", "error")]


@pytest.mark.parametrize("target", ["Nguyen Van B was by the river.", "There, Nguyen Van B was by the river."])
def test_added_person_is_found_at_a_sentences_start_and_behind_a_letter(target: str) -> None:
    assert find("Đơn vị đóng quân bên sông.", target, "en") == [("Nguyen Van B", "error")]


def test_name_of_cldr_is_confirmed_and_a_change_of_it_is_not(desk: Desk) -> None:
    assert "Quảng Trị" in get_confirmed("en")
    assert "Quảng Trị" not in get_confirmed("ko")

    save_row(row=TargetRow("Quảng Trị", "Quang Tri"), language="en", by=desk.lead, at=timezone.now())

    assert "Quảng Trị" not in get_confirmed("en")


def test_registered_name_takes_a_second_person(desk: Desk) -> None:
    reviewer = desk.reviewer
    row = TargetRow("Khe Sanh", "케산")
    register_name(source=SourceRow("Khe Sanh", "place"), row=row, language="ko", by=reviewer, at=timezone.now())

    with pytest.raises(ConfirmationRefused):
        confirm(term="Khe Sanh", language="ko", by=reviewer, at=timezone.now())
    assert find("Ở Khe Sanh", "그곳에서", "ko") == [("Khe Sanh", "confirmation")]

    confirm(term="Khe Sanh", language="ko", by=desk.lead, at=timezone.now())
    assert find("Ở Khe Sanh", "그곳에서", "ko") == [("Khe Sanh", "error")]


def test_translator_registers_a_name_from_the_text_and_a_reviewer_confirms_it(client: Client, desk: Desk) -> None:
    client.force_login(desk.translator)
    address = reverse("desk_glossary_name", args=["ko"])
    page = client.get(address, {"name": "Khe Sanh"})
    assert "Khe Sanh" in page.content.decode()

    client.post(address, {"name": "Khe Sanh", "part_of_speech": "place", "renderings": "케산", "note": ""})

    assert get_terms("ko")["Khe Sanh"].offered == "케산"
    client.force_login(desk.reviewer)
    listed = client.get(reverse("desk_glossary", args=["ko"]), {"unconfirmed": "on"}).content.decode()
    assert "Khe Sanh" in listed
    client.post(f"{reverse('desk_glossary_term', args=['ko'])}?term=Khe+Sanh", {"confirm": "1"})
    assert "Khe Sanh" in get_confirmed("ko")


def test_reviewer_confirms_names_one_by_one_and_the_record_keeps_it(client: Client, desk: Desk) -> None:
    source = make_source(desk.editor, summary="Gặp nhau ở Khe Sanh và Làng Vây.")
    accept(hand_in(source, desk.editor), desk.publisher)
    texts = {"title": "돌아온 병사", "summary": "케산과 랑베이에서 만나다."}
    submission = hand_in(make_translation(source, "ko", desk.translator, **texts), desk.translator)

    with pytest.raises(FindingsRefused) as refused:
        accept(submission, desk.reviewer, confirms_names=False)
    assert {finding.fact for finding in refused.value.findings} == {"Khe Sanh", "Làng Vây"}

    client.force_login(desk.reviewer)
    page = client.get(reverse("desk_review", args=[submission.pk])).content.decode()
    assert page.count('type="checkbox" name="reason-') == 2

    approval = accept(submission, desk.reviewer)
    assert {row["fact"]: bool(row["reason"]) for row in approval.findings} == {"Khe Sanh": True, "Làng Vây": True}


def test_people_without_the_language_cannot_register_a_name(client: Client, desk: Desk) -> None:
    client.force_login(make_person(Role.TRANSLATOR, language="ja"))

    assert client.get(reverse("desk_glossary_name", args=["ko"])).status_code == 302
    assert client.get(reverse("desk_glossary_name", args=["ja"])).status_code == 200
    assert client.get(reverse("desk_glossary_name", args=["vi"])).status_code == 302


def measure(source: str, target: str, *, length: int) -> float:
    """Return the least processor time of three checks of texts of this length."""
    segment = Segment("summary", "text", source * (length // len(source)))
    times = []
    for number in range(3):
        started = process_time()
        find(segment.text, target * (length // len(target)) + str(number), "en")
        times.append(process_time() - started)
    return min(times)


@pytest.mark.parametrize(
    ("source", "target"), [("anh Nam. ", "x "), ("Hà Nội ", "Hue Hanoi "), ("x", "一"), ("x", "Đ")]
)
def test_time_grows_with_the_length_of_the_text_and_not_with_its_square(source: str, target: str) -> None:
    # Ten times the text would take a hundred times as long if it grew with the square.
    assert measure(source, target, length=40_000) < 40 * measure(source, target, length=4_000)
