"""A report from the writer's draft to the issued documents: frozen figures, a second person, versions, the ledger."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import pytest
from django.test import Client

from cms.credentials.models import SignedFile
from cms.credentials.signing import sign
from cms.monitoring.machine_failures import SigningAway
from outreach.ledger.models import LedgerEvent
from outreach.reports.models import Report, ReportDocument, ReportState
from tests.approvals.factories import Desk
from tests.journeys.person import say
from tests.ledger.factories import record_download
from tests.organisations.factories import OrganisationFactory
from tests.reports.conftest import Office

PATH = "/admin/outreach/reports/signed/"
BLOCK = {"key": "a", "text": "Công việc", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
NARRATIVE = json.dumps({"blocks": [BLOCK], "entityMap": {}})
FIELDS = {
    "kind": "month",
    "first": "2026-11-05",
    "sections": ["content", "delivery"],
    "narrative": NARRATIVE,
    "issuing_body": "Ban Chỉ đạo",
    "place": "Hà Nội",
    "dated_on": "2026-11-24",
    "recipients": "Như trên\nLưu: VT",
}


def write(client: Client, **fields: Any) -> Report:
    answer = client.post(f"{PATH}new/", FIELDS | fields)
    assert answer.status_code == 302, answer.context["form"].errors
    return Report.objects.latest("pk")


def press(client: Client, report: Report, step: str, **data: str) -> str:
    """Press the button and return the last thing that the page says."""
    answer = client.post(f"{PATH}{report.pk}/{step}/", data, follow=True)
    assert answer.status_code == 200
    report.refresh_from_db()
    return [str(message) for message in answer.context["messages"]][-1]


def read_number(client: Client, report: Report, label: str) -> int:
    page = client.get(f"{PATH}{report.pk}/").content.decode()
    row = re.search(rf"<td>{re.escape(say(label))}</td><td>(\d+)</td>", page)
    assert row is not None
    return int(row[1])


def test_figures_stay_as_they_were_submitted_and_a_second_person_issues_them(office: Office) -> None:
    writer, lead = office.open_as(office.writer), office.open_as(office.lead)
    report = write(writer)
    assert (str(report.first), str(report.last), report.state) == ("2026-11-01", "2026-11-30", "draft")

    press(writer, report, "submit")
    record_download(OrganisationFactory(), key="later")

    assert read_number(lead, report, "Downloads") == 1
    assert writer.post(f"{PATH}{report.pk}/issue/")["Location"] == "/admin/"
    assert say("Say why it is returned: the reason is empty. Nothing was changed.") == press(lead, report, "return")
    press(lead, report, "return", reason="Thiếu số liệu quét mã")
    assert (report.state, report.returned_because, report.frozen) == ("draft", "Thiếu số liệu quét mã", {})
    assert read_number(lead, report, "Downloads") == 2

    press(writer, report, "submit")
    press(lead, report, "issue")

    assert (report.state, report.issued_by) == (ReportState.ISSUED, office.lead)
    record_download(OrganisationFactory(), key="latest")
    assert read_number(lead, report, "Downloads") == 2


def test_issued_documents_are_kept_and_their_checksums_are_on_the_ledger(office: Office) -> None:
    writer, lead = office.open_as(office.writer), office.open_as(office.lead)
    report = write(writer)
    draft = writer.get(f"{PATH}{report.pk}/vi.pdf")
    assert "draft-report" in draft["Content-Disposition"]
    press(writer, report, "submit")
    press(lead, report, "issue")

    event = LedgerEvent.objects.get(action="report.issued")
    kept = {f"{each.language}.{each.extension}": each.sha256 for each in ReportDocument.objects.all()}
    assert event.data["sha256"] == kept
    assert sorted(kept) == ["en.docx", "en.pdf", "vi.docx", "vi.pdf"]
    signed = SignedFile.objects.get(sha256=kept["vi.pdf"])
    assert (signed.made_as, signed.item_key, signed.language) == ("report", str(report.key), "vi")
    for name, sha256 in kept.items():
        answer = writer.get(f"{PATH}{report.pk}/{name}")
        assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == sha256
    assert writer.get(f"{PATH}{report.pk}/ko.pdf").status_code == 404
    assert writer.get(f"{PATH}{report.pk}/vi.xlsx").status_code == 404


def test_correction_is_a_new_version_and_the_issued_one_stays(office: Office) -> None:
    writer, lead = office.open_as(office.writer), office.open_as(office.lead)
    report = write(writer, number="05/BC-BCĐ")
    assert "Open it again" not in press(writer, report, "submit")
    assert say("This report has changed meanwhile: %(state)s. Open it again.", state=say("Waiting for approval")) == (
        press(writer, report, "submit")
    )
    press(lead, report, "issue")

    press(writer, report, "correct")

    newer = Report.objects.get(corrects=report)
    assert (newer.version, newer.state, newer.number, newer.written_by) == (2, "draft", "", office.writer)
    assert newer.issuing_body == "Ban Chỉ đạo"
    assert say("There is a newer version of this report. Open that one.") == press(writer, report, "correct")
    assert say("version %(version)s", version=2) in writer.get(f"{PATH}{newer.pk}/").content.decode()
    assert writer.get(f"{PATH}{report.pk}/edit/").status_code == 302
    assert report.state == ReportState.ISSUED


def test_lead_who_wrote_a_report_does_not_issue_it(office: Office) -> None:
    lead, publisher = office.open_as(office.lead), office.open_as(office.writer)
    report = write(lead)
    press(publisher, report, "submit")

    told = press(lead, report, "issue")

    assert told == say("You wrote or submitted this report. Another person must approve it.")
    assert report.state == ReportState.SUBMITTED


def test_report_that_can_not_be_signed_is_not_issued(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    writer, lead = office.open_as(office.writer), office.open_as(office.lead)
    report = write(writer)
    press(writer, report, "submit")

    def fail(*arguments: Any, **named: Any) -> bytes:
        raise SigningAway("The device was unplugged.")

    monkeypatch.setattr("outreach.reports.issuing.sign", fail)
    refused = "The report can't be signed now, so it was not issued. Try again later, or tell an administrator."
    assert press(lead, report, "issue") == say(refused)
    assert (report.state, ReportDocument.objects.count()) == (ReportState.SUBMITTED, 0)
    assert not LedgerEvent.objects.filter(action="report.issued").exists()
    monkeypatch.setattr("outreach.reports.issuing.sign", sign)
    press(lead, report, "issue")
    assert report.state == ReportState.ISSUED


def test_form_says_what_is_wrong_and_begins_with_the_head_of_the_report_before(office: Office) -> None:
    writer = office.open_as(office.writer)
    answer = writer.post(f"{PATH}new/", FIELDS | {"kind": "days", "first": "0001-01-01", "sections": []})
    assert set(answer.context["form"].errors) == {"first", "sections"}
    assert Report.objects.count() == 0

    write(writer, parent_body="Cơ quan cấp trên")

    begun = writer.get(f"{PATH}new/", {"kind": "quarter", "first": "2026-10-01"}).context["form"]
    assert (begun["parent_body"].value(), begun["kind"].value()) == ("Cơ quan cấp trên", "quarter")


def test_list_names_each_report_with_its_state(office: Office, desk: Desk) -> None:
    writer = office.open_as(office.writer)
    assert say("No report was written yet.") in writer.get(PATH).content.decode()

    report = write(writer, number="05/BC-BCĐ")

    page = writer.get(PATH).content.decode()
    assert f'href="{PATH}{report.pk}/"' in page and "05/BC-BCĐ" in page and say("Draft") in page
    desk_editor = office.open_as(desk.editor)
    assert desk_editor.get(PATH)["Location"] == "/admin/"
