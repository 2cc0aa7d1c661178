import pytest

from cms.core.language_negotiation import choose_language, match_language


@pytest.mark.parametrize(
    ("asked", "accept", "expected"),
    [
        ("ko", "", "ko"),
        ("th", "ru,ko;q=0.5", "ko"),
        ("th", "zh-CN", "en"),
        (None, "", "en"),
        ("xx", "nonsense;;;", "en"),
    ],
)
def test_nearest_language_is_the_one_asked_then_accepted_then_english(
    asked: str | None, accept: str, expected: str
) -> None:
    assert choose_language(available={"vi", "en", "ko"}, asked=asked, accept_language=accept) == expected


def test_source_follows_where_english_is_missing() -> None:
    assert choose_language(available={"vi", "ko"}, asked="th") == "vi"


def test_nothing_available_is_none() -> None:
    assert choose_language(available=(), asked="vi") is None


def test_chinese_of_any_region_is_simplified_chinese() -> None:
    assert match_language("zh-CN") == match_language("zh-Hans") == "zh-hans"
