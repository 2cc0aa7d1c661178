import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.redirector.codes import ALPHABET
from outreach.redirector.link_table import (
    DamagedTable,
    Destination,
    LinkEntry,
    LinkTable,
    Notices,
    TableFile,
    write_table,
)
from translations.languages import CODES
from translations.negotiation import ANY

languages = st.sampled_from(CODES)
destinations = st.builds(
    Destination,
    addresses=st.dictionaries(languages, st.text(min_size=1)),
    withdrawn=st.frozensets(languages),
)
entries = st.builds(
    LinkEntry,
    code=st.text(ALPHABET, min_size=6, max_size=6),
    language=st.sampled_from([ANY, *CODES]),
    destination=destinations,
)
NOTICES = Notices(unknown={"ko": "모름".encode()}, withdrawn={"ko": "철회".encode()}, withdrawn_source={})


def make_table(version="1", entries=()):
    return LinkTable(version=version, entries={entry.code: entry for entry in entries}, notices=NOTICES)


@given(st.lists(entries))
def test_table_written_and_read_back_is_equal(entries):
    table = make_table(entries=entries)

    assert LinkTable.from_json(table.to_json()) == table


@given(st.one_of(st.binary(), st.sampled_from([b"{}", b"[]", b'{"version":"1"}', make_table().to_json()[:-5]])))
def test_content_that_is_no_table_is_refused_as_damaged(text):
    with pytest.raises(DamagedTable):
        LinkTable.from_json(text)


def test_replaced_file_is_reloaded(tmp_path):
    path = tmp_path / "links.json"
    write_table(table=make_table("1"), path=path)
    file = TableFile(path)
    first = file.get()

    write_table(table=make_table("2"), path=path)

    assert (first.version, file.get().version) == ("1", "2")
    assert [entry.name for entry in tmp_path.iterdir()] == ["links.json"]
