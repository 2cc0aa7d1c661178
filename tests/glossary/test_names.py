"""Names in Vietnamese texts: those of the glossary and others are told from words that only have a capital letter."""

import pytest

from cms.glossary.names import find_names
from tests.counting import count_calls

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tại Hà Nội, ông Nguyễn Văn A gặp anh Nam ở sông Hương.", ["Hà Nội", "Nguyễn Văn A", "Nam", "Hương"]),
        ("Hòa bình lập lại, Thái Bình Dương yên ả.", ["Thái Bình Dương"]),
        ("Nguyễn Thái Bình sinh ở Hà Nam Ninh.", ["Nguyễn Thái Bình", "Hà Nam Ninh"]),
        ("Bộ Quốc phòng Việt Nam mời Cục Văn thư và Lưu trữ nhà nước.",
         ["Bộ Quốc phòng", "Việt Nam", "Cục Văn thư và Lưu trữ"]),
        ("Đại học Texas Tech và Trung tâm Việt Nam.", ["Đại học Texas Tech", "Trung tâm Việt Nam"]),
        ("Cựu chiến binh ở Seoul, Ohio hay Perth quét mã QR.", ["Seoul", "Ohio", "Perth"]),
        ("Tàu HQ-604 chìm ở Trường Sa.", ["HQ-604", "Trường Sa"]),
        ("Đài Truyền hình Việt Nam đưa tin.", ["Đài Truyền hình Việt Nam"]),
        ("Bà Rịa - Vũng Tàu; TP. Hồ Chí Minh", ["Bà Rịa - Vũng Tàu", "TP. Hồ Chí Minh"]),
        ("CHIẾN DỊCH TẠI HÀ NỘI VÀ NƠI KHÁC", ["HÀ NỘI"]),
        ("Theo Điều 5, Sư đoàn 304 về miền Nam tháng Bảy; bà kể bằng tiếng Việt.", []),
        ("Đội quy tập 589 ở Lào trong mùa khô thứ XIII.", ["Lào"]),
        ("Nhà nước và Nhân dân ta. Nam nhớ. Tổ quốc ghi công.", []),
    ],
)  # fmt: skip
def test_names_are_told_from_other_words_with_a_capital(text: str, names: list[str]) -> None:
    assert [name.text for name in find_names(text)] == names


def test_name_of_the_glossary_is_known_by_its_entry_and_others_are_not() -> None:
    found = find_names("Từ Khe Sanh về HUẾ.")

    assert [(name.text, name.term) for name in found] == [("Khe Sanh", ""), ("HUẾ", "Huế")]


def test_name_without_a_title_takes_few_calls() -> None:
    with count_calls() as calls:
        find_names("Lê," * 300)

    assert sum(calls.values()) < 28 * 300
