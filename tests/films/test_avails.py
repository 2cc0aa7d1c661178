"""Avails: written as the table of columns says, read again by another program, and imported by two people."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from cms.change_requests.change_request import approve, find_requests
from cms.films.avails import ALL_COUNTRIES, cut_holdbacks, list_avails
from cms.films.avails_table import get_format, write_csv, write_workbook
from cms.films.models import FilmPage, RightsWindow
from tests.films.test_film_page import add_version
from tests.films.test_rights_windows import use_english
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


@pytest.fixture
def film(site: PublicSite) -> Any:
    film = site.publish(FilmPage, slug="phim", title="Tấm bản đồ")
    add_version(film, "vi")
    return film


def test_avails_are_written_by_the_table_without_what_is_held_back_and_read_again_by_openpyxl(film: Any) -> None:
    RightsWindow.objects.create(
        film=film, licensor="Xưởng phim", territory="ASEAN", medium="broadcast", languages="vi th", runs=2,
        starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), is_exclusive=True,
    )  # fmt: skip
    RightsWindow.objects.create(
        film=film, territory="TH", is_holdback=True, starts_on=date(2026, 7, 20), ends_on=date(2026, 8, 20)
    )
    RightsWindow.objects.create(film=film, territory="KR", starts_on=date(2025, 1, 1), ends_on=date(2026, 6, 30))

    rows = list_avails(on=DAY)
    book = load_workbook(io.BytesIO(write_workbook(rows)))
    lines = [["" if cell is None else cell for cell in line] for line in book["Movies"].iter_rows(values_only=True)]
    as_csv = list(csv.reader(io.StringIO(write_csv(rows).decode("utf-8-sig"))))

    columns = get_format().columns
    assert lines == as_csv
    assert lines[0] == [column.group for column in columns] and lines[1] == [column.name for column in columns]
    assert len({column.name for column in columns}) == len(columns)
    read = [dict(zip(lines[1], line, strict=True)) for line in lines[2:]]
    for row in read:
        assert all(row[column.name] for column in columns if column.required), row
    assert len(read) == 12, "eleven countries, of which Thailand has two periods; what has ended isn't offered"
    thai = [(row["Start"], row["End"]) for row in read if row["Territory"] == "TH"]
    assert thai == [("2026-01-01", "2026-07-19"), ("2026-08-21", "2026-12-31")]
    first = read[0]
    assert (first["DisplayName"], first["TitleInternalAlias"], first["Exclusive"]) == (
        "Xưởng phim",
        "Tấm bản đồ",
        "Yes",
    )
    assert (first["LicenseType"], first["AllowedLanguages"], first["OtherTerms"]) == ("Broadcast", "vi, th", "Runs: 2")
    assert re.fullmatch(r"md:alid:org:[\w.-]+:[0-9a-f-]{36}", first["ALID"]) and first["WorkType"] == "Short"


def test_holdback_cuts_a_period_at_its_start_its_end_or_whole() -> None:
    def held(first: date, last: date | None) -> list[Any]:
        whole = RightsWindow(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
        other = RightsWindow(is_holdback=True, starts_on=first, ends_on=last)
        return cut_holdbacks(whole, [whole, other], country="KR")

    assert held(date(2025, 1, 1), date(2026, 1, 31)) == [(date(2026, 2, 1), date(2026, 12, 31))]
    assert held(date(2026, 12, 1), None) == [(date(2026, 1, 1), date(2026, 11, 30))]
    assert held(date(2025, 1, 1), None) == []
    assert held(date(2027, 1, 1), None) == [(date(2026, 1, 1), date(2026, 12, 31))]


def make_file(*rows: dict[str, str], name: str = "avails.xlsx") -> SimpleUploadedFile:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [["Avail"] * len(columns), columns, *[[row.get(column, "") for column in columns] for row in rows]]
    if name.endswith(".csv"):
        text = "\n".join(",".join(f'"{value}"' for value in line) for line in lines)
        return SimpleUploadedFile(name, text.encode())
    book, out = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def test_file_is_tried_first_and_its_rights_wait_for_a_second_person(site: PublicSite, film: Any) -> None:
    right = {"DisplayName": "Xưởng phim", "TitleInternalAlias": "tấm bản đồ", "LicenseType": "SVOD"}
    right |= {"Start": "2027-01-01", "End": "Open", "Exclusive": "No", "OtherTerms": "Runs: 3"}
    good = [{**right, "Territory": code} for code in sorted(ALL_COUNTRIES)]
    bad = [
        {**right, "Territory": "ZZ"},
        {**right, "Territory": "KR", "TitleInternalAlias": "Không có", "Màu": "đỏ"},
        {**right, "Territory": "KR", "Start": "27/7"},
        {**right, "Territory": "KR", "EntryType": "Full Delete"},
    ]
    use_english(site.editor)
    editor, page = sign_in(site.editor), reverse("film_avails")

    answer = editor.post(page, {"file": make_file(*good, *bad)})
    trial = answer.context["trial"]
    changed = find_requests(RightsWindow).exists()
    editor.post(page, {"trial": answer.context["signed"]})
    again = editor.post(page, {"file": make_file(*good, name="avails.csv")}).context["trial"]

    assert trial.unknown == ("Màu",) and "Màu" in answer.content.decode()
    assert [fault.row for fault in trial.faults] == [len(good) + number for number in (3, 4, 5, 6)]
    assert not changed and len(trial.new) == 1
    assert [read.is_known for read in again.windows] == [True], "what waits for approval isn't requested again"
    assert editor.post(page, {"trial": answer.context["signed"] + "x"}).status_code == 302
    approve(change_request=find_requests(RightsWindow).get(), by=site.publisher, at=timezone.now())
    window = RightsWindow.objects.get()
    assert (window.territory, window.medium, window.runs, window.ends_on) == ("", "online", 3, None)
    assert window.licensor == "Xưởng phim" and window.film == film
    exported = editor.get(reverse("film_avails_export", args=["csv"]))
    assert len(exported.content.decode("utf-8-sig").splitlines()) == len(ALL_COUNTRIES) + 2
    nothing = editor.post(page, {"file": SimpleUploadedFile("avails.csv", b"a,b\n1,2\n")}).content.decode()
    assert "EMA Avails v1.7.3" in nothing and "no row with the names of the columns" in nothing
