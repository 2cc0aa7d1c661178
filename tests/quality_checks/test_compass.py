"""Points of the compass: another one in the translation is an error; names and freer renderings aren't."""

import pytest

from cms.quality_checks.compass import check_directions, read_directions, read_tables
from cms.segments.segment import Segment
from translations.languages import LANGUAGES

BANK = "Đơn vị tới bờ bắc sông Bến Hải."
BANK_IN = {
    "ar": ("وصلت الوحدة إلى الضفة الشمالية للنهر", "وصلت الوحدة إلى الضفة الجنوبية للنهر"),
    "en": ("The unit reached the northern bank.", "The unit reached the south bank."),
    "es": ("La unidad llegó a la orilla norte.", "La unidad llegó a la orilla sur."),
    "fr": ("L’unité atteignit la rive nord.", "L’unité atteignit la rive sud."),
    "ja": ("部隊は川の北岸に着いた。", "部隊は川の南岸に着いた。"),
    "km": ("អង្គភាពបានដល់ច្រាំងខាងជើង", "អង្គភាពបានដល់ច្រាំងខាងត្បូង"),
    "ko": ("부대는 강 북쪽 기슭에 닿았다.", "부대는 강 남쪽 기슭에 닿았다."),
    "lo": ("ໜ່ວຍໄປເຖິງຝັ່ງເໜືອ", "ໜ່ວຍໄປເຖິງຝັ່ງໃຕ້"),
    "ru": ("Часть вышла на северный берег.", "Часть вышла на южный берег."),
    "th": ("หน่วยมาถึงฝั่งเหนือ", "หน่วยมาถึงฝั่งใต้"),
    "zh-hans": ("部队到达河的北岸。", "部队到达河的南岸。"),
}


def find(source: str, target: str, language: str) -> list[tuple[str, bool]]:
    found = check_directions(source=Segment("summary", "text", source), target=target, language=language)
    return [(finding.fact, finding.is_error) for finding in found]


@pytest.mark.parametrize("language", BANK_IN)
def test_another_point_of_the_compass_is_an_error_in_every_language(language: str) -> None:
    right, wrong = BANK_IN[language]

    assert find(BANK, right, language) == []
    assert find(BANK, wrong, language) == [("bờ bắc", True)]


@pytest.mark.parametrize(
    ("source", "target", "is_right"),
    [
        ("phía đông bắc đồi 881", "northeast of Hill 881", True),
        ("phía đông bắc đồi 881", "north-west of Hill 881", False),
        ("phía đông bắc đồi 881", "south-east of Hill 881", False),
        ("ở miền Nam, trên Biển Đông", "in the South, on the East Sea", True),
        ("ở miền Nam", "in Nam Bộ", True),  # a translation may say it by a name
        ("Anh Nam kể: chiến sĩ nam và nữ ở Đông Dương", "Nam tells of men and women in northern Indochina", True),
        ("phía bắc, rồi phía nam", "first south of it, then to the north", True),
    ],
)
def test_points_are_compared_as_wholes_and_only_where_the_source_says_one(
    source: str, target: str, is_right: bool
) -> None:
    assert (find(source, target, "en") == []) == is_right


@pytest.mark.parametrize(
    ("text", "language"),
    [("Il est né à Hué.", "fr"), ("Este es el lugar.", "es"), ("越南人民的东西", "zh-hans"), ("그 동안에", "ko")],
)
def test_other_words_with_the_same_letters_are_no_direction(text: str, language: str) -> None:
    assert read_directions(text, language=language) == ()


def test_every_language_of_the_campaign_has_its_words() -> None:
    assert {each.code for each in LANGUAGES} <= set(read_tables())
