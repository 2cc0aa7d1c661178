"""Words that dictionaries divide stay whole, alike on the site and on posters."""

import pytest

from translations.line_breaks import divide, divide_closely


@pytest.mark.parametrize(
    ("language", "run", "words"),
    [
        ("th", "สถานที่ต่างๆในอดีต", "สถานที่|ต่างๆ|ใน|อดีต"),
        ("th", "ท่านยังจำได้ว่าความทรงจำ", "ท่าน|ยัง|จำ|ได้|ว่า|ความทรงจำ"),
        ("lo", "ທະຫານທີ່ເສຍສະຫຼະຊີວິດ", "ທະຫານ|ທີ່|ເສຍສະຫຼະຊີວິດ"),
        ("lo", "ຂະບວນການຈຶ່ງຫວັງ", "ຂະບວນການ|ຈຶ່ງ|ຫວັງ"),
        ("lo", "ສະແກນລະຫັດ", "ສະແກນ|ລະຫັດ"),
        ("km", "ការចងចាំអាចជួយ", "ការចងចាំ|អាច|ជួយ"),
        ("ja", "ご存じの方がおられますか。", "ご存じの|方が|おられますか。"),
        ("zh-hans", "您还记得他们长眠的地方吗", "您|还|记得|他们|长眠的|地方吗"),
    ],
)
def test_words_stay_whole(language: str, run: str, words: str) -> None:
    assert "|".join(divide(run, language)) == words


def test_honorific_is_not_left_at_the_end_of_a_line() -> None:
    assert all(not phrase.endswith("お") for phrase in divide("どなたかがおられますかとお聞きします", "ja"))


def test_phrase_too_long_for_its_line_is_divided_between_words_and_before_no_full_stop() -> None:
    words = divide_closely("覚えておられますか。", "ja")

    assert len(words) > 2
    assert words[-1] == "か。"
