"""Telephone numbers, e-mail and messenger addresses typed in a text: which are found, and what is none."""

import re
import time
import tomllib
from pathlib import Path

import pytest

from cms.facts.live import FactValue
from cms.quality_checks.typed_contacts import find_key, find_nearest_key, find_typed_contacts
from cms.segments.segment import Segment
from translations.languages import CODES

DEMO = Path(__file__).resolve().parents[2] / "demo" / "content"


def make(key, kind, value):
    return FactValue(key=key, kind=kind, label=key, value=value, version_id=1)


REGISTER = {
    "hotline": make("hotline", "phone", "+84965001222"),
    "mission": make("mission", "phone", "+8227202663"),
    "desk": make("desk", "email", "desk@example.org"),
    "zalo": make("zalo", "url", "https://zalo.me/nhonguon"),
    "revoked": make("revoked", "phone", None),
}


def find(text, language="vi", kind="text", register=REGISTER):
    found = find_typed_contacts([Segment("summary", kind, text)], language=language, values=register)
    return [contact.text for contact in found]


@pytest.mark.parametrize(
    ("language", "text", "typed"),
    [
        ("vi", "Gọi 0965 001 223 nhé", "0965 001 223"),
        ("vi", "Gọi 0965.001.223.", "0965.001.223"),
        ("vi", "Gọi 0965001223", "0965001223"),
        ("vi", "Gọi 0965 001 22", "0965 001 22"),
        ("vi", "Gọi 965.001.223", "965.001.223"),
        ("vi", "Gọi 84 965 001 223", "84 965 001 223"),
        ("vi", "Tổng đài 1900 6868", "1900 6868"),
        ("vi", "Tổng đài 1900.1975", "1900.1975"),
        ("vi", "Điện thoại: 024 3733 2131", "024 3733 2131"),
        ("vi", "(024) 3733-2131", "(024) 3733-2131"),
        ("vi", "gọi 0965\u200b001\u200b223", "0965\u200b001\u200b223"),
        ("vi", "０９６５ ００１ ２２３", "０９６５ ００１ ２２３"),
        ("en", "Call +84 965 001 223 today", "+84 965 001 223"),
        ("en", "Call (202) 861-0737", "(202) 861-0737"),
        ("en", "Call 202-861-0737", "202-861-0737"),
        ("en", "Phone: 861 0737", "861 0737"),
        ("en", "dial 0084 965 001 223", "0084 965 001 223"),
        ("vi", "Gọi 0965•001•223", "0965•001•223"),
        ("vi", "Gọi 0965…001…223", "0965…001…223"),
        ("vi", "@nhonguon_bot trên Telegram", "@nhonguon_bot"),
        ("vi", "https://www.facebook.com/groups/123456", "https://www.facebook.com/groups/123456"),
        ("vi", "ig.me/m/nhonguon", "ig.me/m/nhonguon"),
        ("vi", "Viết cho an(a)example.com", "an(a)example.com"),
        ("ru", "Позвоните по номеру 84992450925", "84992450925"),
        ("es", "Llame al 91 510 28 67", "91 510 28 67"),
        ("es", "Tel.: 915 102 867", "915 102 867"),
        ("zh-hans", "加微信 nhonguon2026", "nhonguon2026"),
        ("zh-hans", "QQ：123456789", "123456789"),
        ("th", "ไลน์ไอดี: nhonguon1", "nhonguon1"),
        ("ko", "전화 02-720-5105", "02-720-5105"),
        ("ja", "電話 03-3466-3311", "03-3466-3311"),
        ("ja", "電話 〇九六五 〇〇一 二二三", "〇九六五 〇〇一 二二三"),
        ("th", "โทร ๐๒ ๒๕๑ ๕๘๓๖", "๐๒ ๒๕๑ ๕๘๓๖"),
        ("lo", "ໂທ ໐໒໑ ໔໑໓ ໔໐໐", "໐໒໑ ໔໑໓ ໔໐໐"),
        ("km", "ទូរស័ព្ទ ០២៣ ៧២៦ ២៧៤", "០២៣ ៧២៦ ២៧៤"),
        ("fr", "Tél. : 01 44 14 64 00", "01 44 14 64 00"),
        ("zh-hans", "电话 010-6532-1155", "010-6532-1155"),
        ("ru", "тел. 8 (495) 247-02-12", "8 (495) 247-02-12"),
        ("es", "Teléfono 915 102 86", "915 102 86"),
        ("ar", "اتصل بـ ٠٩٦٥ ٠٠١ ٢٢٣", "٠٩٦٥ ٠٠١ ٢٢٣"),
        ("ar", "\u2066+84 965 001 223\u2069", "+84 965 001 223"),
        ("ja", "電話03-3466-3311まで", "03-3466-3311"),
        ("ko", "번호는 02-720-5105입니다", "02-720-5105"),
        ("th", "โทร022515836ครับ", "022515836"),
        ("zh-hans", "热线0965001223。", "0965001223"),
        ("vi", "thư: ban@example.com.", "ban@example.com"),
        ("ja", "メール：ｂａｎ@example.com", "ｂａｎ@example.com"),
        ("vi", "zalo.me/0965001222", "zalo.me/0965001222"),
        ("en", "https://wa.me/84965001223", "https://wa.me/84965001223"),
        ("en", "t.me/nhonguon", "t.me/nhonguon"),
        ("vi", "Zalo: @nhonguon2", "@nhonguon2"),
        ("vi", "gọi 0965/001/223", "0965/001/223"),
        ("vi", "gọi 0965_001_223.", "0965_001_223"),
        ("vi", "gọi 0965|001|223", "0965|001|223"),
        ("vi", "gọi 0965*001*223", "0965*001*223"),
        ("vi", "gọi 0965, 001, 223", "0965, 001, 223"),
        ("fr", "au 01/44/14/64/00", "01/44/14/64/00"),
        ("vi", "gọi 0965 oo1 223", "0965 oo1 223"),
        ("vi", "gọi O965 OO1 223", "O965 OO1 223"),
        ("vi", "024.3733213l", "024.3733213l"),
        ("vi", "Zalo: nhonguon", "nhonguon"),
        ("en", "Telegram: nhonguon.", "nhonguon"),
        ("vi", "Telegram nhonguon_bot", "nhonguon_bot"),
        ("vi", "Signal: nhonguon.01", "nhonguon.01"),
        ("vi", "https://facebook.com/messages/t/abc", "https://facebook.com/messages/t/abc"),
        ("vi", "Facebook: fb.com/banladuong", "fb.com/banladuong"),
        ("vi", "www.facebook.com/ban.la.duong nhé", "www.facebook.com/ban.la.duong"),
    ],
)
def test_contact_typed_in_any_script_is_found(language, text, typed):
    assert find(text, language) == [typed]


@pytest.mark.parametrize(
    "text",
    ["0965 001 223 - 0912 345 678", "0965001223/0912345678", "0965 001 223 0912 345 678", "0965001223; 0912345678"],
)
def test_several_numbers_in_a_row_are_each_found(text):
    assert [re.sub(r"\D", "", number) for number in find(text)] == ["0965001223", "0912345678"]


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("vi", "Gọi +84 965 001 222.", "hotline"),
        ("vi", "Gọi 0965.001.222", "hotline"),
        ("ko", "전화 02-720-2663", "mission"),
        ("en", "Write to Desk@example.org", "desk"),
        ("ar", "٠٩٦٥ ٠٠١ ٢٢٢", "hotline"),
        ("vi", "Zalo: https://zalo.me/nhonguon/", "zalo"),
        ("en", "desk (at) example (dot) org", "desk"),
        ("vi", "không chín sáu năm không không một hai hai hai", "hotline"),
        ("vi", "Gọi 0965 001 223", None),
    ],
)
def test_contact_of_the_register_that_is_typed_is_found_with_its_key(language, text, key):
    found = find_typed_contacts([Segment("summary", "text", text)], language=language, values=REGISTER)

    assert [find_key(contact, REGISTER) for contact in found] == [key]


def test_token_is_no_typed_contact():
    assert find("Gọi [[hotline]] 24/7") == []


@pytest.mark.parametrize("kind", ["cue", "text"])
@pytest.mark.parametrize(
    "text", ["Gọi 0965\n001 223", "0965 001\n223", "Call +84 965\n001 223", "0965\r\n001 223", "0965 001 2\n23"]
)
def test_number_broken_over_two_lines_is_found(kind, text):
    assert [re.sub(r"\D", "", typed)[-9:] for typed in find(text, kind=kind)] == ["965001223"]


def test_number_broken_over_two_parts_of_a_subtitle_is_found():
    assert [typed[-3:] for typed in find("Gọi 0965\n// 00:01.000\n001 223", kind="cue")] == ["223"]


def test_paragraphs_of_a_plain_text_stay_apart():
    assert find("Năm 0965\n\n001 chuyện 223\n\nGọi 113\nXin cảm ơn") == ["113"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "Quyết định 50/QĐ-BCĐQG ngày 29/5/2026, Nghị định 131/2021/NĐ-CP"),
        ("vi", "Số: 0965001/QĐ-BCĐQG"),
        ("vi", "Văn bản số 012345678/BC-TM"),
        ("vi", "từ 27/7/1947 đến 27-07-2027, 27.07.2027 và 1965–1975"),
        ("vi", "giai đoạn 1965 - 1975, 1968-69, năm 1954 và 1975"),
        ("vi", "từ 1900 đến 1975; 1900-1975; 1800–1900"),
        ("vi", "Tọa độ 16.0544068, 108.2021667"),
        ("vi", "Tọa độ 06.0544068 108.2021667 (16°03'15.6\"N 108°12'07.9\"E)"),
        ("vi", "MGRS 48Q YD 01234 67890"),
        ("vi", "1.200.000 người, 12.345.678 đồng, 1 200 000 000 đồng"),
        ("vi", "0,123456789 và 0.965001222"),
        ("vi", "00:12:34,500 và 08:00–17:00, 8 giờ 30"),
        ("vi", "Trung đoàn 66, Sư đoàn 304, hòm thư 5678, cao điểm 1015, 1062 và 935"),
        ("vi", "CCCD 001084001234, ISBN 978-604-12-3456-7"),
        ("vi", "các năm 1965 1968 1972 1975"),
        ("fr", "1 200 000 mots, 33 000 000 d’habitants"),
        ("en", "1,200,000 people; $12,345,678; 1965–1975; 2027-07-27"),
        ("en", "in 1968, 1969, 1972 and 1975 units 304, 308, 312, 320"),
        ("es", "915.102.867 personas"),
        ("ja", "二〇二七年七月二十七日、昭和43年"),
        ("en", "see https://example.org/2026/0965001223 or page@2x"),
        ("vi", "ảnh IMG_0965001223.jpg"),
        ("vi", "các số 01, 02, 03, 04, 05 và 066, 304"),
        ("vi", "sinh ngày 01/02/1968, 15 người; 05/06/68/09"),
        ("vi", "Văn bản 0123/2021/QĐ-BQP, hồ sơ 012/345"),
        ("vi", "Zalo: gọi ngay cho bạn bè. Tín hiệu: tốt"),
        ("en", "Signal: the colour changes. Telegram: sent from Hanoi in 1968"),
        ("en", "see facebook.com/baonhandan/posts/123456789"),
        ("vi", "Điện thoại đến 100 000 người; gọi cho 300 000 gia đình"),
        ("en", "They call 1 200 000 people by name; see section 5(a) of the decree."),
        ("es", "llamó a 100 000 personas"),
        ("zh-hans", "微信用户2026年，QQ群的成员有12人"),
    ],
)
def test_number_that_is_no_telephone_number_is_not_refused(language, text):
    assert find(text, language) == []


@pytest.mark.parametrize(
    ("html", "typed"),
    [
        ("<p>Gọi <b>0965</b> 001 <i>223</i></p>", ["0965 001 223"]),
        ("<p>09<b>65</b>001223</p>", ["0965001223"]),
        ("<p>năm 1965</p><p>001 chuyện 223</p>", []),
        ('<p><a href="tel:+84965001223">Gọi</a></p>', ["+84965001223"]),
        ('<p><a href="tel:+84965001222">Gọi</a></p>', ["+84965001222"]),
        ('<p><a href="mailto:ban@example.com">Viết</a></p>', ["ban@example.com"]),
        ('<p><a href="https://zalo.me/khac">Zalo</a></p>', ["https://zalo.me/khac"]),
        ('<p><a href="https://example.org/a?b=0965001223">Trang</a></p>', []),
        ("<p>ban&#64;example.com</p>", ["ban@example.com"]),
    ],
)
def test_tags_neither_hide_a_contact_nor_make_one(html, typed):
    assert find(html, kind="rich") == typed


def test_subtitle_is_searched_and_a_choice_is_not():
    assert find("Gọi <i>0965</i> 001 223", kind="cue") == ["0965 001 223"]
    assert find("0965 001 223", kind="choice") == []


def test_nearest_registered_contact_is_offered():
    def nearest(text):
        found = find_typed_contacts([Segment("summary", "text", text)], language="vi", values=REGISTER)
        return find_nearest_key(found[0], REGISTER)

    assert nearest("0965 001 223") == "hotline"
    assert nearest("+82 2-720-2664") == "mission"
    assert nearest("dek@example.org") == "desk"


def test_without_a_registered_contact_of_the_kind_none_is_offered():
    found = find_typed_contacts([Segment("summary", "text", "0965 001 222")], language="vi", values={})

    assert find_nearest_key(found[0], {}) is None


def test_texts_of_the_demonstration_have_no_typed_contact():
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(DEMO.rglob("*.toml")) if path.stem in CODES}
    assert len(texts) > 60

    found = {path: find(text, path.stem) for path, text in texts.items()}

    assert {path: typed for path, typed in found.items() if typed} == {}
    assert all(tomllib.loads(text) for text in texts.values())


def read_veiled() -> list[tuple[str, str, str]]:
    lines = Path(__file__).with_name("veiled_contacts.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [tuple(line.split("|")) for line in lines]


@pytest.mark.parametrize(("language", "text", "typed"), read_veiled())
def test_short_number_and_contact_in_words_are_found_where_there_is_one(language, text, typed):
    assert find(text, language) == ([typed] if typed else [])


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ban\u200b@exam\u200bple.com", "ban@example.com"),
        ("09\u200b65\u200b001\u2060223", "+84965001223"),
        ("t.m\u200be/nhonguon", "t.me/nhonguon"),
        ("ban (a còng) example [chấm] com", "ban@example.com"),
        ("không chín sáu năm không không một hai hai ba", "+84965001223"),
    ],
)
def test_veiled_contact_has_the_address_that_it_means(text, address):
    found = find_typed_contacts([Segment("summary", "text", text)], language="vi", values=REGISTER)

    assert [contact.address for contact in found] == [address]


def test_newsroom_sentences_have_no_typed_contact_but_the_hotline():
    path = Path(__file__).with_name("newsroom_renderings.toml")
    sentences = tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
    texts = [
        (language, text) for each in sentences for language, texts in each.items() if language != "vi" for text in texts
    ]

    found = [
        (text, find_key(contact, REGISTER))
        for language, text in texts
        for contact in find_typed_contacts([Segment("summary", "text", text)], language=language, values=REGISTER)
    ]
    assert [(text, key) for text, key in found if key != "hotline"] == []


def test_hundred_findings_are_enough():
    numbers = " ; ".join(f"0912 {number:03} 678" for number in range(500))

    assert len(find(numbers)) == 100


@pytest.mark.parametrize(
    "unit",
    [
        "a", "0", "1 ", "@", "a@", "a@b.", "+", "(", "zalo", "zalo: ", "0-", "12-34-", "1.", "一", "〇九", "a.",
        "\u200b", "t.me/", "0965 001 223 ", "12345678 ", "gọi ", "gọi 113 ", "a (at) b ", "at ", "không chín ",
        "ສອງ", "มหา", "មួយ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["text", "rich"])
def test_time_grows_linearly_with_the_text(unit, kind):
    def measure(length):
        text = (unit * length)[:length]
        times = []
        for _ in range(3):
            start = time.process_time()
            find_typed_contacts([Segment("summary", kind, text)], language="en", values=REGISTER)
            times.append(time.process_time() - start)
        return min(times)

    measure(1_000)

    assert measure(100_000) < 20 * max(measure(10_000), 0.02)
