"""Lines of Thai, Lao, Khmer and Japanese end between words, and the approved text stays as it was approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms.core.line_breaks import mark_breaks

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("อัตลักษณ์ของบุคคลผู้สูญหาย", "อัตลักษณ์|ของ|บุคคล|ผู้สูญหาย"),
        ("สถานที่ต่างๆในอดีต", "สถานที่|ต่างๆ|ใน|อดีต"),
        ("ຜູ້ຄົນຊ່ວຍຫວນຄິດ", "ຜູ້ຄົນ|ຊ່ວຍ|ຫວນຄິດ"),
        ("អ្វីដែលលោកអ្នកនឹកឃើញ", "អ្វី|ដែល|លោកអ្នក|នឹកឃើញ"),
    ],
)
def test_words_of_unspaced_scripts_stay_whole(text: str, words: str) -> None:
    assert mark_breaks(f"<p>{text}</p>") == f'<p><span class="words">{words.replace("|", "<wbr>")}</span></p>'


def test_japanese_lines_end_between_phrases() -> None:
    assert mark_breaks("戦場に葬られた人々の記憶を") == "戦場に<wbr>葬られた<wbr>人々の<wbr>記憶を"


def test_word_that_may_not_fit_can_be_divided() -> None:
    html = mark_breaks("<p>ກະຊວງປ້ອງກັນຄວາມສະຫງົບ</p>")

    assert '<span class="words">ກະຊວງ' not in html


@pytest.mark.parametrize(
    "html",
    [
        '<a title="อัตลักษณ์ของบุคคล" href="/th/">x</a>',
        "<title>អ្វីដែលលោកអ្នក</title>",
        '<script type="application/ld+json">{"name": "葬られた人々の記憶を"}</script>',
        "<select><option>อัตลักษณ์ของบุคคล</option></select><textarea>葬られた人々の記憶を</textarea>",
        "<!-- อัตลักษณ์ของบุคคล --><p>尚无此语言版本 · chữ · 한국어 · 日本語</p>",
        "<p>ไทย พ.ศ. ລາວ</p>",
    ],
)
def test_what_is_no_running_text_stays(html: str) -> None:
    assert mark_breaks(html) == html


@pytest.mark.django_db
def test_page_that_readers_get_has_marks_and_its_text_none(site: PublicSite, client: Client) -> None:
    title = "អ្វីដែលលោកអ្នកនឹកឃើញ"
    page = site.translate(site.publish(), "km", title=title)

    answers = [client.get("/km/stories/ban-do/") for _again in range(2)]

    headings = [BeautifulSoup(answer.content, "html.parser").h1 for answer in answers]
    assert [len(heading.select("wbr")) for heading in headings] == [3, 3]
    assert headings[0].get_text() == page.title == title
    assert f"<title>{title}" in answers[0].content.decode()
    assert all(int(answer["Content-Length"]) == len(answer.content) for answer in answers)
