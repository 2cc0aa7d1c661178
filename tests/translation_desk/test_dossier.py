"""The dossier, as a page and as JSON."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.approvals.approval import request_changes
from cms.approvals.models import Approval, ChangeLevel
from cms.approvals.withdrawal import withdraw
from cms.segments.segment import digest, from_snapshot
from tests.approvals.factories import Desk, accept, edit, hand_in, make_source, make_translation


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="cms.users.backends.UserBackend")
    return client


@pytest.fixture
def story(desk: Desk) -> Any:
    """Return a story that was corrected once, whose Korean translation was sent back, approved and withdrawn."""
    story = make_source(desk.editor, summary="Ngày 3/8.")
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="돌아온 병사", summary="팔월 초.")
    request_changes(
        submission=hand_in(korean, desk.translator), by=desk.reviewer, at=timezone.now(), comment="Thiếu ngày."
    )
    submission = hand_in(korean, desk.translator)
    accept(submission, desk.reviewer, reasons={"summary|Ngày 3/8": "Ngày viết bằng chữ."})
    edit(story, desk.editor, title="Hai người lính trở về")
    accept(hand_in(story, desk.editor), desk.publisher, change_level=ChangeLevel.MAJOR)
    withdraw(
        translation_key=story.translation_key, language="ko", by=desk.lead, reason="Sai địa danh.", at=timezone.now()
    )
    return story


def test_dossier_shows_texts_people_reasons_change_level_and_outcome(desk: Desk, story: Any) -> None:
    client = sign_in(desk.lead)

    korean = client.get(reverse("desk_dossier", args=[story.translation_key, "ko"])).content.decode()
    source = client.get(reverse("desk_dossier", args=[story.translation_key, "vi"])).content.decode()

    expected = ("Người lính trở về", "돌아온 병사", "Ngày viết bằng chữ.", "Thiếu ngày.", "Sai địa danh.")
    assert [text for text in (*expected, str(desk.translator), str(desk.reviewer)) if text not in korean] == []
    assert "Hai người lính trở về" in source and "<ins>" in source
    assert source.count('class="desk-dossier" id="approval-') == 2
    assert str(ChangeLevel.MAJOR.label)[:12] in source or 'lang="vi"' in source
    assert reverse("desk_dossier", args=[story.translation_key, "vi"]) in client.get("/admin/desk/").content.decode()


def test_downloaded_snapshot_matches_its_digest(desk: Desk, story: Any) -> None:
    answer = sign_in(desk.lead).get(reverse("desk_dossier_download", args=[story.translation_key, "ko"]))

    [approval] = json.loads(answer.content)["approvals"]
    [lost] = [row for row in approval["findings"] if row["severity"] == "error"]
    assert (lost["path"], lost["fact"], lost["reason"]) == ("summary", "Ngày 3/8", "Ngày viết bằng chữ.")
    assert lost["text"]
    assert (approval["withdrawn_by"], approval["change_level"]) == (str(desk.lead), ChangeLevel.SUBSTANTIVE)
    assert digest(from_snapshot(approval["text"])) == approval["sha256"]
    assert digest(from_snapshot(approval["source"])) == approval["source_sha256"]
    assert "attachment" in answer["Content-Disposition"]


def test_dossier_is_for_staff_only_and_404_without_submissions(desk: Desk, story: Any) -> None:
    address = reverse("desk_dossier", args=[story.translation_key, "ko"])

    assert Client().get(address).status_code == 302
    assert sign_in(desk.lead).get(reverse("desk_dossier", args=[story.translation_key, "xx"])).status_code == 404
    assert sign_in(desk.lead).get(address.replace(str(story.translation_key)[:8], "00000000")).status_code == 404
    assert Approval.objects.filter(language="ko").count() == 1
