import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.files.ranges import ByteRange, RangeNotSatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-9", ByteRange(0, 9)),
        ("bytes=90-", ByteRange(90, 99)),
        ("bytes=90-1000", ByteRange(90, 99)),
        ("bytes=-10", ByteRange(90, 99)),
        ("bytes=-1000", ByteRange(0, 99)),
        ("bytes=5-4", None),
        ("bytes=0-1,5-6", None),
        ("lines=0-1", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        (f"bytes={'9' * 30}-", None),
    ],
)
def test_one_range_is_parsed_and_anything_else_means_the_whole_file(header, expected):
    assert parse_range(header, size=100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=200-300", "bytes=-0"])
def test_part_beyond_the_end_is_refused(header):
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, size=100)


@given(first=st.integers(0, 300), last=st.integers(0, 300), size=st.integers(1, 200))
def test_a_range_never_exceeds_the_file(first, last, size):
    try:
        part = parse_range(f"bytes={first}-{last}", size=size)
    except RangeNotSatisfiable:
        assert first >= size
    else:
        assert part is None or 0 <= part.start <= part.end < size
