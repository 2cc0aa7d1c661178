"""Short texts: within the length of each network, of approved words alone, and never cut within a fact."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.kits.flow import FlowPart, read_flow
from outreach.kits.lengths import Network, count_parts, load_networks
from outreach.kits.loudspeaker import spell
from outreach.kits.short_texts import list_beginnings

LONG = {
    "vi": "Gia đình tìm phần mộ ở Quảng Trị từ ngày 27 tháng 7 năm 1972 xin gọi 0965 001 222 để báo tin cho ban",
    "th": "ครอบครัวกำลังตามหาหลุมศพที่จังหวัดกว๋างจิตั้งแต่ปีนั้นและขอให้ผู้ที่รู้เรื่องนี้ติดต่อมา",
    "km": "គ្រួសារកំពុងស្វែងរកផ្នូរនៅខេត្តក្វាងទ្រីហើយសូមឱ្យអ្នកដែលដឹងរឿងនេះទាក់ទងមក",
    "ja": "家族はクアンチ省の墓を探しています、知っている方はどうか連絡してください",
}


def test_a_text_is_measured_as_its_network_measures_it() -> None:
    assert (count_parts("a" * 160), count_parts("a" * 161), count_parts("€" * 80)) == (1, 2, 1)
    assert (count_parts("ế" * 70), count_parts("ế" * 71), count_parts("墓" * 135)) == (1, 2, 3)
    x = Network("X", "weighted", 280, address=23)
    assert x.measure("墓 and https://example.org/a/long/address", address="https://example.org/a/long/address") == 30
    assert {network.name for network in load_networks()} >= {"SMS", "X", "Facebook"}


def test_a_text_ends_between_sentences_and_no_abbreviation_ends_one() -> None:
    text = "Ông Ng. Văn A. còn nhớ. Xin gọi cho chúng tôi. Cảm ơn."

    assert list_beginnings(text, language="vi", facts=()) == [
        "Ông Ng. Văn A. còn nhớ. Xin gọi cho chúng tôi.",
        "Ông Ng. Văn A. còn nhớ.",
    ]


def test_a_text_of_one_sentence_ends_between_words_and_never_within_a_fact_or_beside_a_number() -> None:
    for language, text in LONG.items():
        for beginning in list_beginnings(text, language=language, facts=("27 tháng 7 năm 1972", "0965 001 222")):
            kept = beginning.removesuffix("…")
            assert text.startswith(kept), (language, beginning)
            assert kept.count("27 tháng") == kept.count("27 tháng 7 năm 1972"), beginning
            assert kept.count("0965") == kept.count("0965 001 222"), beginning
            assert not kept[-1].isdigit()
        assert list_beginnings(text, language=language, facts=()), language


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["gọi 0965 001 222", "nhớ", "27/7", "quê"]), min_size=1, max_size=30))
def test_every_beginning_is_shorter_than_the_one_before(words: list[str]) -> None:
    found = list_beginnings(" ".join(words), language="vi", facts=("0965 001 222",))

    assert [len(each) for each in found] == sorted((len(each) for each in found), reverse=True)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Gọi +84 965 001 222.", "Gọi +8 4, 9 6 5, 0 0 1, 2 2 2."),
        ("(024) 3733 5577", "0 2 4, 3 7 3 3, 5 5 7 7"),
        ("27/7/1972 và 1.200 người", "27/7/1972 và 1.200 người"),
    ],
)
def test_numbers_to_call_are_read_figure_by_figure_and_others_as_they_are(text: str, read: str) -> None:
    assert spell(text).replace("(", "") == read


def test_a_text_is_read_as_headings_lists_and_tables_without_a_gap_between_headings() -> None:
    found = read_flow(
        (
            "<h2>A</h2><h5>B</h5><p>one<br>two <b><i>three</i></b>. <a>four</a></p>",
            "<ol><li>x</li></ol>",
            "plain",
            "<table><caption>C</caption><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
        )
    )

    assert found == (
        FlowPart("heading", ("A",), level=2),
        FlowPart("heading", ("B",), level=3),
        FlowPart("paragraph", ("one", "two three. four")),
        FlowPart("steps", ("x",)),
        FlowPart("paragraph", ("plain",)),
        FlowPart("paragraph", ("C",)),
        FlowPart("table", rows=(("1", "2"), ("3", ""))),
    )
