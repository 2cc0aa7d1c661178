"""The one rule on rights: countries and days, the last day included."""

from datetime import date

import pytest

from cms.core.rights import UNLIMITED, WORLD, Rights, get_last_day, may_be_used

DAY = date(2026, 11, 29)
KOREA = Rights("KR", date(2026, 7, 1), DAY)
EVERYWHERE = Rights(WORLD, None, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("rights", "territory", "on", "expected"),
    [
        ((), WORLD, DAY, False),
        (UNLIMITED, WORLD, DAY, True),
        (UNLIMITED, "KR", DAY, True),
        ((KOREA,), "KR", DAY, True),
        ((KOREA,), "KR", date(2026, 11, 30), False),
        ((KOREA,), "KR", date(2026, 6, 30), False),
        ((KOREA,), "JP", DAY, False),
        ((KOREA,), WORLD, DAY, False),
        ((KOREA, EVERYWHERE), WORLD, DAY, True),
        ((KOREA, EVERYWHERE), "JP", date(2026, 12, 31), True),
        ((KOREA, EVERYWHERE), "KR", date(2027, 1, 1), False),
    ],
)
def test_use_needs_a_right_for_the_country_on_the_day(rights, territory, on, expected):
    assert may_be_used(rights, territory=territory, on=on) is expected


@pytest.mark.parametrize(
    ("rights", "territories", "expected"),
    [
        (UNLIMITED, ["KR"], None),
        ((KOREA,), ["KR"], DAY),
        ((KOREA, EVERYWHERE), ["KR"], date(2026, 12, 31)),
        ((KOREA, EVERYWHERE), ["KR", "JP"], date(2026, 12, 31)),
        ((KOREA, Rights()), ["KR"], None),
        ((EVERYWHERE,), [WORLD], date(2026, 12, 31)),
    ],
)
def test_last_day_is_the_first_on_which_use_ends_in_any_of_the_countries(rights, territories, expected):
    assert get_last_day(rights, territories=territories, on=DAY) == expected
