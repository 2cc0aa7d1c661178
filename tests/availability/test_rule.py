"""The rule on frozen values, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.published import FileStanding, ItemRef, PublicState, Rights, TextStanding
from outreach.availability.reasons import Reason
from outreach.availability.rule import Basis, OutgoingFile, Recipient, SentRecall, Surroundings, find_reason
from outreach.recalls.coverage import FileOrigin, covers
from outreach.recalls.targets import RecallTarget

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ITEM = ItemRef(kind="film", key="f", language="ko", revision="7", sha256="a" * 64)
ORIGIN = FileOrigin(ITEM, as_of=NOW - DAY, source="master:1", facts={"hotline": 3}, edition_key="e")
TEXT = OutgoingFile(ORIGIN)
FILM = OutgoingFile(ORIGIN, basis=Basis.LIBRARY)
KOREA = Recipient(territory=("KR",))
PUBLIC = TextStanding(PublicState.PUBLIC, ITEM, NOW - DAY, was_public=True)


def make_surroundings(*rights: Rights, **fields: object) -> Surroundings:
    standing = FileStanding(frozenset({"vi"}), rights or (Rights(),))
    known = {
        "texts": {("film", "f", "ko"): PUBLIC},
        "files": {("master:1", "f"): standing},
        "facts": {"hotline": 3},
    }
    return Surroundings(at=NOW, today=NOW.date(), **{**known, **fields})


def ask(file: OutgoingFile = TEXT, *, recipient: Recipient = KOREA, **fields: object) -> Reason | None:
    return find_reason(file, recipient=recipient, now=make_surroundings(**fields))


def test_text_and_film_that_are_public_and_licensed_may_leave() -> None:
    assert ask(TEXT) is None
    assert ask(FILM) is None


@pytest.mark.parametrize(
    ("rights", "reason"),
    [
        ([Rights("JP")], Reason.NO_RIGHTS),
        ([Rights("JP"), Rights("KR")], None),
        ([Rights("KR", None, date(2026, 11, 28))], Reason.EXPIRED),
        ([Rights("KR", None, date(2026, 11, 29))], None),
        ([Rights("KR", date(2026, 11, 30))], Reason.NOT_YET_VALID),
        ([Rights("KR", None, date(2026, 11, 1)), Rights("KR", date(2026, 12, 1))], Reason.NOT_YET_VALID),
        ([Rights("", None, date(2026, 11, 28)), Rights("JP")], Reason.EXPIRED),
    ],
)
def test_rights_are_compared_with_the_day_and_the_country(rights: list[Rights], reason: Reason | None) -> None:
    assert find_reason(FILM, recipient=KOREA, now=make_surroundings(*rights)) == reason
    assert ask(TEXT) is None


def test_film_needs_a_right_in_every_country_and_a_recipient_without_countries_gets_none() -> None:
    now = make_surroundings(Rights("KR"))

    assert find_reason(FILM, recipient=Recipient(territory=("KR", "AU")), now=now) is Reason.NO_RIGHTS
    assert find_reason(FILM, recipient=Recipient(), now=make_surroundings()) is Reason.NO_RIGHTS


def test_film_leaves_as_long_as_any_page_shows_it_and_its_absence_has_the_right_reason() -> None:
    gone = {("master:1", "f"): FileStanding(frozenset(), (Rights(),))}
    embargoed = TextStanding(PublicState.EMBARGOED, was_public=True)

    assert ask(FILM, texts={}) is None
    assert ask(FILM, files=gone) is Reason.SUPERSEDED
    assert ask(FILM, files=gone, texts={}) is Reason.WITHDRAWN
    assert ask(FILM, files=gone, texts={("film", "f", "ko"): embargoed}) is Reason.EMBARGOED
    assert ask(FILM, files=gone, texts={("film", "f", "vi"): PUBLIC}) is Reason.SUPERSEDED
    withdrawn = TextStanding(PublicState.ABSENT, was_public=True)
    assert (
        ask(FILM, files=gone, texts={("film", "f", "ko"): withdrawn, ("film", "f", "vi"): PUBLIC}) is Reason.WITHDRAWN
    )


def test_fact_is_revoked_if_it_has_no_value_and_changed_if_it_has_another() -> None:
    assert ask(facts={"hotline": 0}) is Reason.FACT_REVOKED
    assert ask(facts={}) is Reason.FACT_REVOKED
    assert ask(facts={"hotline": 4}) is Reason.FACT_CHANGED
    assert ask(FILM, facts={}) is None


def test_gravest_reason_comes_first() -> None:
    recalls = (SentRecall(RecallTarget("t", kind="film", key="f"), NOW),)
    closed, late = Recipient(is_active=False), replace(TEXT, valid_until=NOW)

    assert ask(recipient=closed, recalls=recalls, texts={}) is Reason.ORGANISATION_CLOSED
    assert ask(recalls=recalls, texts={}) is Reason.RECALLED
    assert ask(late, texts={}) is Reason.WITHDRAWN
    assert ask(replace(late, state=Reason.UNREADABLE)) is Reason.UNREADABLE
    assert ask(replace(late, state=Reason.SUPERSEDED)) is Reason.ENDED
    assert ask(replace(TEXT, state=Reason.SUPERSEDED), facts={}) is Reason.FACT_REVOKED
    assert ask(replace(TEXT, state=Reason.SUPERSEDED)) is Reason.SUPERSEDED


@given(st.integers(-50, 50), st.integers(1, 50))
def test_file_leaves_from_its_first_moment_until_before_its_last(starts: int, hours: int) -> None:
    first = NOW + timedelta(hours=starts)
    file = replace(TEXT, valid_from=first, valid_until=first + timedelta(hours=hours))

    assert (ask(file) is None) == (starts <= 0 < starts + hours)


ITEM_IN_KOREAN = {"kind": "film", "key": "f", "language": "ko"}
PICTURE = replace(ORIGIN, source="image:7")
APPROVED_ANEW = {("film", "f", "ko"): replace(PUBLIC, approved_at=NOW)}
ANOTHER_TEXT = {("film", "f", "ko"): replace(PUBLIC, ref=replace(ITEM, sha256="b" * 64), approved_at=NOW)}


@pytest.mark.parametrize(
    ("target", "file", "now", "expected"),
    [
        # An item: its texts, with another text; and its text as it was, once two people have approved it again.
        (ITEM_IN_KOREAN, TEXT, {}, Reason.RECALLED),
        (ITEM_IN_KOREAN, TEXT, {"texts": ANOTHER_TEXT}, Reason.RECALLED),
        (ITEM_IN_KOREAN, replace(TEXT, origin=replace(ORIGIN, as_of=NOW)), {}, None),
        (ITEM_IN_KOREAN, TEXT, {"texts": APPROVED_ANEW}, None),
        ({"kind": "film", "key": "f"}, TEXT, {"texts": APPROVED_ANEW}, None),
        # An item: the pictures of its page, which the approval of the page includes.
        (ITEM_IN_KOREAN, replace(FILM, origin=PICTURE), {}, Reason.RECALLED),
        (ITEM_IN_KOREAN, replace(FILM, origin=PICTURE), {"texts": APPROVED_ANEW}, None),
        # An item: its film, with another master or version; no text says anything of a film's sound and picture.
        (ITEM_IN_KOREAN, FILM, {}, Reason.RECALLED),
        (ITEM_IN_KOREAN, FILM, {"texts": APPROVED_ANEW}, Reason.RECALLED),
        ({"kind": "film", "key": "f"}, FILM, {"texts": APPROVED_ANEW}, Reason.RECALLED),
        (ITEM_IN_KOREAN, replace(FILM, origin=replace(ORIGIN, as_of=NOW)), {}, None),
        # An edition, a poster, a picture, a film: for good.
        ({"edition_key": "e"}, TEXT, {"texts": APPROVED_ANEW}, Reason.RECALLED),
        ({"edition_key": "e"}, replace(TEXT, origin=replace(ORIGIN, edition_key="f")), {}, None),
        ({"source": "master:1"}, replace(FILM, origin=replace(ORIGIN, as_of=NOW)), {}, Reason.RECALLED),
        ({"source": "image:7"}, replace(FILM, origin=PICTURE), {"texts": APPROVED_ANEW}, Reason.RECALLED),
        ({"source": "master:2"}, FILM, {}, None),
        # A fact: another value.
        ({"fact_key": "hotline", "fact_version": 3}, TEXT, {"texts": APPROVED_ANEW}, Reason.RECALLED),
        (
            {"fact_key": "hotline", "fact_version": 3},
            replace(TEXT, origin=replace(ORIGIN, facts={"hotline": 4})),
            {"facts": {"hotline": 4}},
            None,
        ),
    ],
)
def test_recall_stays_until_what_was_recalled_has_been_replaced(
    target: dict[str, object], file: OutgoingFile, now: dict[str, object], expected: Reason | None
) -> None:
    fields = {"files": {(file.origin.source, "f"): FileStanding(frozenset({"vi", "ko"}), (Rights(),))}, **now}
    recalls = (SentRecall(RecallTarget("t", **target), NOW - DAY / 2),)

    assert ask(file, recalls=recalls, **fields) is expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ({"kind": "film", "key": "f"}, True),
        ({"kind": "film", "key": "f", "language": "ko"}, True),
        ({"kind": "film", "key": "f", "language": "vi"}, False),
        ({"kind": "call", "key": "f"}, False),
        ({"edition_key": "e"}, True),
        ({"edition_key": "other"}, False),
        ({"source": "master:1"}, True),
        ({"source": "master:12"}, False),
        ({"fact_key": "hotline", "fact_version": 3}, True),
        ({"fact_key": "hotline", "fact_version": 2}, False),
        ({"fact_key": "hotline"}, False),
        ({"fact_key": "other", "fact_version": 9}, False),
    ],
)
def test_recall_reaches_what_was_made_of_its_target(target: dict[str, object], expected: bool) -> None:
    assert covers(RecallTarget("t", **target), ORIGIN, sent_at=NOW) == expected


def test_recall_of_an_item_does_not_reach_a_text_that_was_approved_later() -> None:
    later = replace(ORIGIN, as_of=NOW + DAY)

    assert not covers(RecallTarget("t", kind="film", key="f"), later, sent_at=NOW)
    assert covers(RecallTarget("t", source="master:1"), later, sent_at=NOW)
