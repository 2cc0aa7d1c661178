"""The glossary in the admin: search, changes by a language's reviewers, and export and import without a loss."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms.glossary import terms
from cms.glossary.editing import apply_plan, plan_table, reset_term, save_row
from cms.glossary.models import GlossaryEntry
from cms.glossary.terms import cached_version, find_terms, get_rows, get_terms
from cms.quality_checks.registry import check_translation
from cms.segments.segment import Segment
from cms.users.roles import Role
from tests.approvals.factories import Desk, make_person, make_source, make_translation
from translations.languages import CODES, TARGETS
from translations.term_tables import BrokenGlossary, SourceRow, TargetRow, parse_table, write_table

KOREAN = TargetRow("liệt sĩ", "순국선열", "영령", "새 규칙")
HEAD = "term,renderings,forbidden,note\n"


def save(desk: Desk, row: Any = KOREAN, language: str = "ko") -> None:
    save_row(row=row, language=language, by=desk.lead, at=timezone.now())


def check(language: str, source: str, target: str) -> list[str]:
    findings = check_translation(
        source=[Segment("note", "text", source)], target=[Segment("note", "text", target)], language=language
    )
    return [finding.fact for finding in findings if "term" in finding.fact]


def send(client: Client, data: bytes, language: str = "ko", **more: str) -> Any:
    url = reverse("desk_glossary_upload", args=[language])
    return client.post(url, {"file": SimpleUploadedFile("ko.csv", data), **more})


def test_changed_term_is_offered_and_checked_immediately(desk: Desk) -> None:
    assert check("ko", "Một liệt sĩ", "열사 한 분") == []

    save(desk)

    assert get_terms("ko")["liệt sĩ"].offered == "순국선열"
    assert check("ko", "Một liệt sĩ", "열사 한 분") == ["term"]
    assert check("ko", "Một liệt sĩ", "순국선열의 영령") == ["forbidden_term"]
    assert get_terms("ja")["liệt sĩ"].offered == "烈士"


def test_new_term_is_recognised_and_checked_once_it_has_a_rendering(desk: Desk) -> None:
    save(desk, SourceRow("giao liên", "noun", "Người đưa thư."), "vi")

    assert [found.term for found in find_terms("Ông là giao liên.")] == ["giao liên"]
    assert check("ko", "Ông là giao liên.", "그는 무엇이었다.") == []
    save(desk, TargetRow("giao liên", "연락병"))
    assert check("ko", "Ông là giao liên.", "그는 무엇이었다.") == ["term"]


def test_reset_restores_the_built_in_entry_and_keeps_the_history(desk: Desk) -> None:
    before = get_rows("ko")
    save(desk)

    reset_term(term="liệt sĩ", language="ko", by=desk.lead, at=timezone.now())

    assert get_rows("ko") == before
    assert GlossaryEntry.objects.count() == 2


def test_change_made_by_another_process_is_visible_to_the_next_request(desk: Desk, client: Client) -> None:
    client.force_login(desk.translator)
    url = reverse("desk_glossary", args=["ko"])
    assert "순국선열" not in client.get(url).content.decode()

    # As another process would, without the version cache of this one being cleared.
    GlossaryEntry.objects.create(
        language="ko", term="liệt sĩ", renderings="순국선열", made_by=desk.lead, made_at=timezone.now()
    )

    assert "순국선열" in client.get(url).content.decode()


def test_version_is_read_once_within_a_block(desk: Desk, django_assert_num_queries) -> None:
    get_terms("ko")

    with django_assert_num_queries(1), cached_version():
        assert get_terms("ko") and find_terms("liệt sĩ") and get_rows("ko")


def test_writing_page_queries_the_glossary_once(desk: Desk, client: Client, django_assert_max_num_queries) -> None:
    save(desk)
    source = make_source(desk.editor, summary="Tìm kiếm, quy tập hài cốt liệt sĩ.")
    make_translation(source, "ko", desk.translator)
    client.force_login(desk.translator)
    url = reverse("desk_write", args=[source.translation_key, "ko"])
    client.get(url)

    with django_assert_max_num_queries(200) as seen:
        client.get(url)

    queries = [query["sql"] for query in seen.captured_queries if "glossaryentry" in query["sql"]]
    assert len(queries) == 1


def test_whole_glossary_is_exported_and_imported_unchanged(desk: Desk, client: Client) -> None:
    save(desk, TargetRow("hài cốt", "유해", "", "=HYPERLINK(…) isn't run"))
    client.force_login(desk.lead)

    archive = zipfile.ZipFile(io.BytesIO(client.get(reverse("desk_glossary_download_all")).content))

    assert sorted(archive.namelist()) == sorted(f"{code}.csv" for code in CODES)
    for code in CODES:
        data = client.get(reverse("desk_glossary_download", args=[code])).content
        assert data == archive.read(f"{code}.csv")
        assert plan_table(data=data, name="x.csv", language=code).differences == ()


def test_cell_that_a_spreadsheet_would_run_is_exported_as_text() -> None:
    rows = [TargetRow("liệt sĩ", "열사", "", note) for note in ("=1+1", "+84", "-1", "@x", "'=1", "＝1", "'quoted'")]

    written = write_table(rows, language="ko").decode("utf-8-sig").splitlines()[1:]

    assert [line.split(",")[-1] for line in written] == ["'=1+1", "'+84", "'-1", "'@x", "''=1", "'＝1", "'quoted'"]


@given(st.text("=+-@'\"|;, ‘aạ＝", max_size=12))
def test_any_note_is_exported_and_imported_unchanged(note: str) -> None:
    row = TargetRow("liệt sĩ", "열사", "", note.strip())

    assert parse_table(write_table([row], language="ko"), language="ko", name="x.csv") == (row,)


@pytest.mark.parametrize(
    "data",
    [
        (HEAD + "liệt sĩ,순국선열,,\n").encode(),
        (HEAD + "liệt sĩ,순국선열,,\r\n\r\n,,,\r\n").encode("utf-8-sig"),
        (HEAD + "liệt sĩ,순국선열,,\n").replace(",", ";").encode("utf-8-sig"),
        (HEAD + "liệt sĩ,순국선열,,\n").replace(",", "\t").encode("utf-16"),
        ('"term","renderings","forbidden","note"\n"lie\u0323\u0302t si\u0303","순국선열",,\n').encode(),
    ],
    ids=[
        "plain",
        "byte order mark and empty lines",
        "semicolons of Excel",
        "Unicode text of Excel",
        "quoted and decomposed",
    ],
)
def test_table_is_read_in_every_format_of_spreadsheets(data: bytes) -> None:
    assert parse_table(data, language="ko", name="x.csv") == (TargetRow("liệt sĩ", "순국선열"),)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "line", "text"),
    [
        (b"PK\x03\x04", 1, "The first line must be: "),
        (b"term,renderings\n", 1, "The first line must be: term,renderings,forbidden,note"),
        (HEAD.encode() + b"li\xea,x,,\n", 2, "The file isn't encoded in UTF-8."),
        ((HEAD + "liệt sĩ,열사\n").encode(), 2, "There is a comma too many or too few."),
        ((HEAD + "hài cốt,유해,,\nliệt sĩ,,,\n").encode(), 3, "The first rendering is the one that is offered"),
        ((HEAD + "liệt sĩ,열사*,,\n").encode(), 2, "The first rendering is the one that is offered"),
        ((HEAD + "liệt sĩ,열사 | *,,\n").encode(), 2, "“*” has no letters"),
        ((HEAD + "liệt sĩ,열사 | 가*나*다*라*,,\n").encode(), 2, "“가*나*다*라*” has no letters, or more than 3"),
        ((HEAD + "liệt sĩ,열사,열사,\n").encode(), 2, "“열사” is both offered and forbidden."),
        ((HEAD + "liệt sĩ,열사,,\nliệt sĩ,유해,,\n").encode(), 3, "“liệt sĩ” is in the table twice."),
        ((HEAD + "\nliet si,열사,,\n").encode(), 3, "“liet si” isn't in the source's table"),
        ((HEAD + 'liệt sĩ,"열\n사",,\n').encode(), 2, "A cell contains a line break or an invisible character."),
        ((HEAD + "liệt sĩ,열사,,\x00\n").encode(), 2, ""),
        ((HEAD + 'liệt sĩ,"열사,,\n').encode(), 2, "The line can't be read as CSV"),
        ((HEAD + f"liệt sĩ,열사,,{'a' * 501}\n").encode(), 2, "A cell has more than 500 characters."),
        (HEAD.encode() + b"x" * 1024 * 1024, 0, "The file is larger than 1024 KB."),
        ((HEAD + "".join(f"t{n},a,,\n" for n in range(5001))).encode(), 0, "A table can have at most 5000 terms."),
    ],
)
def test_broken_table_is_refused_by_line(data: bytes, line: int, text: str) -> None:
    with pytest.raises(BrokenGlossary) as refused:
        plan_table(data=data, name="ko.csv", language="ko")

    assert refused.value.faults[0].line == line
    assert refused.value.faults[0].text.startswith(text)


def test_import_is_previewed_and_applied_on_confirmation(desk: Desk, client: Client) -> None:
    client.force_login(desk.reviewer)

    unchanged = next(row for row in get_rows("ko") if row.term == "hài cốt")

    shown = send(client, write_table([TargetRow("liệt sĩ", "순국선열"), unchanged], language="ko"))

    assert "1 term would change" in shown.content.decode()
    assert not GlossaryEntry.objects.exists()
    plan = shown.context["plan"]
    applied = client.post(
        reverse("desk_glossary_upload", args=["ko"]),
        {"table": plan.table, "name": "ko.csv", "fingerprint": plan.fingerprint},
    )
    assert applied.status_code == 302
    entry = GlossaryEntry.objects.get()
    assert (entry.term, entry.renderings, entry.made_by) == ("liệt sĩ", "순국선열", desk.reviewer)


def test_import_does_not_overwrite_a_change_made_after_the_preview(desk: Desk, client: Client) -> None:
    client.force_login(desk.reviewer)
    plan = send(client, (HEAD + "liệt sĩ,순국선열,,\n").encode()).context["plan"]
    save(desk, TargetRow("hài cốt", "유골"))

    response = client.post(
        reverse("desk_glossary_upload", args=["ko"]),
        {"table": plan.table, "name": "ko.csv", "fingerprint": plan.fingerprint},
    )

    assert response.status_code == 422
    assert "The glossary has changed in the meantime." in response.content.decode()
    assert GlossaryEntry.objects.count() == 1


def test_faulty_upload_changes_nothing_and_reports_the_line(desk: Desk, client: Client) -> None:
    client.force_login(desk.reviewer)

    response = send(client, (HEAD + "liệt sĩ,순국선열,,\nhài cốt,,,\n").encode())

    assert response.status_code == 422
    assert "ko.csv, line 3:" in response.content.decode()
    assert not GlossaryEntry.objects.exists()


def test_reviewer_changes_a_term_of_their_language_and_sees_its_history(desk: Desk, client: Client) -> None:
    client.force_login(desk.reviewer)
    url = f"{reverse('desk_glossary_term', args=['ko'])}?term=liệt sĩ"

    refused = client.post(url, {"renderings": "열*"})
    saved = client.post(url, {"renderings": "순국선열 | 열사", "note": "새 규칙"}, follow=True)
    history = client.get(url).content.decode()

    assert refused.status_code == 422
    assert "Write it in full, without “*”" in refused.content.decode()
    assert "순국선열 | 열사" in saved.content.decode()
    assert str(desk.reviewer) in history
    assert "Reset to the built-in entry" in history


def test_terms_are_found_without_diacritics(desk: Desk, client: Client) -> None:
    client.force_login(desk.translator)

    page = client.get(reverse("desk_glossary", args=["ko"]), {"q": "nghia trang"}).content.decode()

    assert "nghĩa trang liệt sĩ" in page
    assert "nhân chứng" not in page


@pytest.mark.parametrize(
    ("role", "language", "may"),
    [
        (Role.REVIEWER, "ko", {"ko"}),
        (Role.TRANSLATOR, "ko", set()),
        (Role.DESK_LEAD, None, {"vi", "ko", "ja"}),
        (Role.EDITOR, None, set()),
        (Role.PARTNER, None, set()),
    ],
)
def test_only_a_languages_reviewers_and_the_lead_may_change_its_table(
    desk: Desk, client: Client, role: Role, language: str | None, may: set[str]
) -> None:
    client.force_login(make_person(role, language))

    responses = {
        code: client.get(reverse("desk_glossary_upload", args=[code])).status_code for code in ("vi", "ko", "ja")
    }

    assert {code for code, status in responses.items() if status == 200} == may


def test_language_without_a_table_has_no_terms_and_no_findings(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    from translations import term_tables

    (tmp_path / "vi.csv").write_bytes((term_tables.FOLDER / "vi.csv").read_bytes())
    monkeypatch.setattr(term_tables, "FOLDER", tmp_path)
    # A version of its own: what is remembered of these tables belongs to no other test.
    monkeypatch.setattr(terms, "_read_version", lambda: ("without tables", None, None))

    assert all(get_terms(code) == {} for code in TARGETS)
    assert check("ko", "Một liệt sĩ", "무엇") == []


def test_plan_leaves_no_differences_once_applied(desk: Desk) -> None:
    data = (HEAD + "liệt sĩ,순국선열,,\n").encode()
    plan = plan_table(data=data, name="ko.csv", language="ko")

    assert apply_plan(plan=plan, fingerprint=plan.fingerprint, by=desk.lead, at=timezone.now()) == 1
    assert plan_table(data=data, name="ko.csv", language="ko").differences == ()
