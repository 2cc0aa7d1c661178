"""Properties of the hash chain: every alteration of a row is detected and located."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.ledger.chain import EMPTY, ChainHead, ChainRow, NotCanonical, canonical, get_hash, require_canonical
from outreach.ledger.verification import ChainFault, verify_rows

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
contents = st.lists(st.dictionaries(texts, values, max_size=3), min_size=1, max_size=8)


def make_rows(data: list[dict[str, object]]) -> tuple[list[ChainRow], ChainHead]:
    rows, head = [], EMPTY
    for part in data:
        seq = head.seq + 1
        content = {"seq": seq, "data": part}
        rows.append(ChainRow(seq, content, head.hash, get_hash(head.hash, content)))
        head = ChainHead(seq, rows[-1].hash)
    return rows, head


@given(contents)
def test_an_untouched_chain_is_intact(data: list[dict[str, object]]) -> None:
    rows, head = make_rows(data)

    outcome = verify_rows(rows, head=head)

    assert outcome.is_intact
    assert outcome.checked == len(data)


@given(contents, st.data())
def test_the_altered_row_is_named(data: list[dict[str, object]], draw: st.DataObject) -> None:
    rows, head = make_rows(data)
    index = draw.draw(st.integers(0, len(rows) - 1))
    rows[index] = rows[index]._replace(content={**rows[index].content, "data": {"forged": True, "x": 1}})

    outcome = verify_rows(rows, head=head)

    assert (outcome.fault, outcome.first_bad_seq) == (ChainFault.ALTERED, index + 1)


@given(contents, st.data())
def test_the_removed_row_is_named(data: list[dict[str, object]], draw: st.DataObject) -> None:
    rows, head = make_rows(data)
    index = draw.draw(st.integers(0, len(rows) - 1))
    last = index == len(rows) - 1
    del rows[index]

    outcome = verify_rows(rows, head=head)

    assert outcome.fault is (ChainFault.CUT_OFF if last else ChainFault.MISSING)
    assert outcome.first_bad_seq == index + 1


@given(contents.filter(lambda data: len(data) > 1), st.data())
def test_the_first_of_two_swapped_rows_is_named(data: list[dict[str, object]], draw: st.DataObject) -> None:
    rows, head = make_rows(data)
    first = draw.draw(st.integers(0, len(rows) - 2))
    second = draw.draw(st.integers(first + 1, len(rows) - 1))
    a, b = rows[first], rows[second]
    rows[first], rows[second] = b._replace(seq=a.seq), a._replace(seq=b.seq)

    outcome = verify_rows(rows, head=head)

    assert (outcome.fault, outcome.first_bad_seq) == (ChainFault.DISPLACED, first + 1)


@given(contents)
def test_a_row_added_past_the_head_is_named(data: list[dict[str, object]]) -> None:
    rows, _ = make_rows(data)
    head = ChainHead(len(rows) - 1, rows[-1].previous_hash)

    outcome = verify_rows(rows, head=head)

    assert (outcome.fault, outcome.first_bad_seq) == (ChainFault.ADDED, len(rows))


@given(contents)
def test_a_rewritten_ledger_is_detected_by_a_head_noted_elsewhere(data: list[dict[str, object]]) -> None:
    _, trusted_head = make_rows(data)
    rows, head = make_rows([{"forged": "yes and yes"}, *data[1:]])

    assert verify_rows(rows, head=head).is_intact
    assert verify_rows(rows, head=head, trusted_head=trusted_head).fault is ChainFault.REWRITTEN


@given(st.dictionaries(texts, values, max_size=4))
def test_the_order_of_keys_doesnt_matter(content: dict[str, object]) -> None:
    assert canonical(content) == canonical(dict(reversed(content.items())))


def test_times_are_written_in_utc_with_microseconds() -> None:
    assert canonical({"at": datetime(2026, 1, 2, 3, tzinfo=UTC)}) == '{"at":"2026-01-02T03:00:00.000000+00:00"}'


@pytest.mark.parametrize("value", [1.5, {"a": [float("nan")]}, "\0", "\ud800", {1: "a"}, object()])
def test_a_value_without_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        require_canonical(value)
