"""The table: filters, progress, cells, and the XLSX file."""

from copy import deepcopy
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from cms.translation_desk.assignments import assign
from tests.approvals.factories import Desk, accept, edit, hand_in, make_desk, make_source, make_translation
from tests.rows import made_once
from tests.translation_desk.test_views import sign_in


def make_stories() -> tuple[Desk, dict[str, Any]]:
    """
    "Xong"        ko approved
    "Lạc hậu"     ko approved of an earlier source: out of date
    "Đang dịch"   ko draft, given to the translator, overdue
    "Chờ dịch"    ko missing, given to the group, due within the week
    "Chưa giao"   ko missing, given to nobody
    """
    desk = make_desk()
    made = {title: make_source(desk.editor, title=title) for title in ("Xong", "Lạc hậu", "Đang dịch", "Chờ dịch")}
    for story in made.values():
        accept(hand_in(story, desk.editor), desk.publisher)
    for title in ("Xong", "Lạc hậu"):
        accept(hand_in(make_translation(made[title], "ko", desk.translator), desk.translator), desk.reviewer)
    edit(made["Lạc hậu"], desk.editor, summary="Khác.")
    accept(hand_in(made["Lạc hậu"], desk.editor), desk.publisher)
    make_translation(made["Đang dịch"], "ko", desk.translator)
    give(desk, made["Đang dịch"], assignee=desk.translator, days=-2, at=timezone.now() - timedelta(days=9))
    give(desk, made["Chờ dịch"], assignee=None, days=3)
    made["Chưa giao"] = make_source(desk.editor, title="Chưa giao")
    return desk, made


untouched = made_once(make_stories)


@pytest.fixture
def desk(untouched: tuple[Desk, dict[str, Any]], db: None) -> Desk:
    return deepcopy(untouched[0])


@pytest.fixture
def stories(untouched: tuple[Desk, dict[str, Any]], db: None) -> dict[str, Any]:
    return deepcopy(untouched[1])


def give(desk: Desk, story: Any, *, assignee: Any, days: int, at: Any = None) -> None:
    assign(
        translation_key=story.translation_key,
        language="ko",
        assignee=assignee,
        due_on=timezone.localdate() + timedelta(days=days),
        note="=HYPERLINK(1)",
        by=desk.lead,
        at=at or timezone.now(),
    )


def read_titles(client: Client, **asked: Any) -> set[str]:
    return {item.title for item in client.get(reverse("desk_table"), asked).context["items"]}


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, {"Xong", "Lạc hậu", "Đang dịch", "Chờ dịch", "Chưa giao"}),
        ({"text": "dịch"}, {"Đang dịch", "Chờ dịch"}),
        ({"kind": "film"}, set()),
        ({"status": "out_of_date"}, {"Lạc hậu"}),
        ({"status": "missing", "language": "ko"}, {"Chờ dịch", "Chưa giao"}),
        ({"status": "draft", "language": "vi"}, {"Chưa giao"}),
        ({"assignee": "group"}, {"Chờ dịch"}),
        ({"assignee": "me"}, {"Đang dịch"}),
        ({"assignee": "nobody", "language": "ko", "status": "missing"}, {"Chưa giao"}),
        ({"due": "overdue"}, {"Đang dịch"}),
        ({"due": "week"}, {"Chờ dịch"}),
        ({"due": "none"}, set()),
        ({"due": "overdue", "status": "missing"}, set()),
        ({"assignee": "no-such"}, set()),
        ({"topic": "²"}, set()),
        ({"status": "nonsense"}, {"Xong", "Lạc hậu", "Đang dịch", "Chờ dịch", "Chưa giao"}),
    ],
)
def test_table_shows_the_items_that_match_the_filter(
    desk: Desk, stories: dict[str, Any], asked: dict[str, str], titles: set[str]
) -> None:
    assert read_titles(sign_in(desk.translator), **asked) == titles


def test_table_is_filtered_by_assignee(desk: Desk, stories: dict[str, Any]) -> None:
    lead = sign_in(desk.lead)

    assert read_titles(lead, assignee=str(desk.translator.pk)) == {"Đang dịch"}
    assert f'<option value="{desk.translator.pk}">' in lead.get(reverse("desk_table")).content.decode()


def test_progress_counts_the_filtered_items(desk: Desk, stories: dict[str, Any]) -> None:
    shown = sign_in(desk.editor).get(reverse("desk_table")).context["progress"]
    korean = next(found for found in shown if found.entry.code == "ko")

    assert korean.percent == 20
    assert {status.value: count for status, count, _share in korean.parts} == {
        "approved": 1,
        "out_of_date": 1,
        "draft": 1,
        "missing": 2,
    }
    narrowed = sign_in(desk.editor).get(reverse("desk_table"), {"text": "Xong"}).context["progress"]
    assert next(found for found in narrowed if found.entry.code == "ko").percent == 100


def test_cells_link_to_the_work_and_show_the_assignee(desk: Desk, stories: dict[str, Any]) -> None:
    page = sign_in(desk.editor).get(reverse("desk_table")).content.decode()

    assert reverse("desk_write", args=[stories["Xong"].translation_key, "ko"]) in page
    assert "desk-overdue" in page and str(desk.translator) in page


def test_own_worklist_is_above_the_table(desk: Desk, stories: dict[str, Any]) -> None:
    work = sign_in(desk.translator).get(reverse("desk_table")).context["worklist"]

    assert [task.title for task in work] == ["Đang dịch", "Chờ dịch"]
    assert sign_in(desk.lead).get(reverse("desk_table")).context["worklist"] == []


def test_only_people_who_may_assign_can_select_items(desk: Desk, stories: dict[str, Any]) -> None:
    assert 'name="items"' in sign_in(desk.lead).get(reverse("desk_table")).content.decode()
    assert 'name="items"' not in sign_in(desk.translator).get(reverse("desk_table")).content.decode()


@pytest.mark.both_databases
def test_table_takes_at_most_fifteen_queries_whoever_asks_and_whatever_the_number_of_items(
    desk: Desk, stories: dict[str, Any], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        make_source(desk.editor, title=f"Bài {number}")
    for who in ("lead", "translator", "reviewer", "publisher", "superuser"):
        client = sign_in(getattr(desk, who))
        client.get(reverse("desk_table"))

        with django_assert_max_num_queries(15, info=who):
            client.get(reverse("desk_table"))
        with django_assert_max_num_queries(15, info=who):
            client.get(reverse("desk_table"), {"status": "missing", "language": "ko", "due": "week"})


def test_file_has_a_row_for_each_filtered_item_and_language(desk: Desk, stories: dict[str, Any]) -> None:
    client = sign_in(desk.lead)

    def read(**asked: str) -> list[tuple[Any, ...]]:
        answer = client.get(reverse("desk_export"), asked)
        return list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(min_row=2, values_only=True))

    assert len(read()) == 5 * 12
    (line,) = read(due="overdue")
    overdue = timezone.localdate() - timedelta(days=2)
    assert line == (
        "Đang dịch",
        "Story",
        "Korean",
        "Draft",
        "",
        str(desk.translator),
        f"{overdue:%d/%m/%Y}",
        "=HYPERLINK(1)",
    )


def test_file_has_headings_and_the_progress_of_each_language_in_numbers(desk: Desk, stories: dict[str, Any]) -> None:
    answer = sign_in(desk.lead).get(reverse("desk_export"))

    book = load_workbook(BytesIO(answer.content))
    items, progress = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    assert book.sheetnames == ["Items", "Progress"]
    assert items[0] == ("Item", "Kind", "Language", "State", "Live", "Assigned to", "Due on", "Note")
    assert {line[0] for line in items[1:]} == set(stories)
    found = {line[0]: dict(zip(progress[0][1:], line[1:], strict=True)) for line in progress[1:]}
    assert len(found) == 12
    counts = {"Approved": 1, "Out of date": 1, "Draft": 1, "Missing": 2, "All": 5}
    assert {name: count for name, count in found["Korean"].items() if count} == counts


def test_file_has_no_formulas(desk: Desk, stories: dict[str, Any]) -> None:
    make_source(desk.editor, title="=1+1")

    answer = sign_in(desk.lead).get(reverse("desk_export"))

    sheets = load_workbook(BytesIO(answer.content)).worksheets
    types = {cell.data_type for sheet in sheets for row in sheet.iter_rows() for cell in row}
    assert "f" not in types
    progress = {row[0]: row[1:] for row in sheets[1].iter_rows(min_row=2, values_only=True)}
    assert progress["Korean"][-1] == 6


def test_whoever_may_not_edit_sources_is_led_to_their_dossiers(desk: Desk, stories: dict[str, Any]) -> None:
    story = stories["Xong"]
    editing = reverse("wagtailadmin_pages:edit", args=[story.pk])
    dossier = reverse("desk_dossier", args=[story.translation_key, "vi"])

    pages = {person: sign_in(person).get(reverse("desk_table")).content.decode() for person in (desk.lead, desk.editor)}

    assert editing not in pages[desk.lead]
    assert pages[desk.lead].count(f'href="{dossier}"') == 3
    assert pages[desk.editor].count(f'href="{editing}"') == 2
    impact = reverse("desk_impact", args=[story.translation_key])
    assert [editing in sign_in(person).get(impact).content.decode() for person in pages] == [False, True]
