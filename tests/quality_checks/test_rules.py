"""Each rule finds its fault and accepts correct translations; errors prevent the approval, warnings don't."""

from dataclasses import replace

import pytest

from cms.approvals.models import SubmissionState
from cms.approvals.refusals import FindingsRefused
from cms.quality_checks.config import get_settings
from cms.quality_checks.registry import check_translation
from cms.quality_checks.system_checks import check_files, find_settings_faults
from cms.segments.segment import Segment
from tests.approvals.factories import Desk, accept, hand_in, make_source, make_translation
from tests.factories import FactFactory

pytestmark = pytest.mark.django_db  # the glossary has entries in the database

TRACK = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n\n00:00:01.500 --> 00:00:05.000\n"


def find(source: str, target: str, language: str = "en", *, path: str = "note", kind: str = "text", **more) -> set[str]:
    findings = check_translation(
        source=[Segment(path, kind, source)], target=[Segment(path, kind, target)], language=language, **more
    )
    return {finding.fact for finding in findings}


@pytest.mark.parametrize(
    ("rule", "language", "source", "target"),
    [
        ("empty", "en", "Xin cảm ơn", " "),
        ("links", "en", '<p>Xem <a href="https://x.vn">đây</a></p>', "<p>See here</p>"),
        ("placeholders", "en", "Còn %(days)s ngày", "days left"),
        ("placeholders", "en", "Xin gọi", "Call [[hotline]]"),
        ("term", "ko", "Tìm liệt sĩ", "전사자를 찾습니다"),
        ("forbidden_term", "en", "Đội quy tập hài cốt", "The team for repatriation of remains"),
        ("forbidden_term", "fr", "Quy tập hài cốt", "Rapatrier les restes"),
        ("untranslated", "fr", "Xin cảm ơn", "Xin cảm ơn"),
        ("script", "lo", "Xin cảm ơn ông bà", "Thank you very much indeed"),
        ("leftover", "en", "Xin được cảm ơn", "Thanks, nguyện vọng được thưởng"),
        ("direction", "en", "Xin chào", "Hello شكرا"),
        ("direction", "ar", "Gọi điện", "اتصلوا \u2066123"),
        ("direction", "ar", "Gọi +84 965 001 222", "اتصلوا +84 965 001 222"),
        ("brackets", "ja", "Xin chào (nhé)", "こんにちは（ね"),
        ("brackets", "fr", "“Xin chào”", "« Bonjour"),
        ("spaces", "en", "Xin chào ông bà", "Good  day"),
        ("normal_form", "fr", "Mùa hè", "L\u2019e\u0301te\u0301"),
        ("invisible", "en", "Xin chào", "Good\u200bday"),
        ("invisible", "th", "Xin chào", "สวัสดี\ufeff"),
    ],
)
def test_fault_is_found(rule: str, language: str, source: str, target: str) -> None:
    kind = "rich" if "<" in source else "text"

    assert rule in find(source, target, language, kind=kind)


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("en", "Tìm kiếm, quy tập hài cốt liệt sĩ", "Searching for and gathering the remains of martyrs"),
        ("ru", "Hài cốt liệt sĩ", "Останки павшего за Родину"),
        ("km", "Xin chào ông bà", "ជម្រាបសួរ\u200bលោកអ្នក"),
        ("ar", "Xin gọi [[hotline]]", "اتصلوا بالرقم [[hotline]]"),
        ("fr", "“Xin chào”", "« Bonjour »"),
        ("en", "Tại Việt Nam", "In Việt Nam"),
        ("zh-hans", "Uống nước nhớ nguồn", "饮水思源"),
        ("lo", "Cựu chiến binh và nhân chứng", "ນັກຮົບເກົ່າ ແລະ ພະຍານ"),
    ],
)
def test_correct_translation_has_no_findings(language: str, source: str, target: str) -> None:
    FactFactory(key="hotline", value="+84965001222")

    assert find(source, target, language) == set()


def test_title_that_may_be_cut_off_is_found() -> None:
    assert "length" in find("Tiêu đề", "A long title " * 12, path="title", kind="char")


def test_cue_is_checked_by_the_limits_of_its_language() -> None:
    cues = ["subtitles.00:00:01,000", "subtitles.00:00:01,500"]
    source = [Segment(path, "cue", "Vâng.") for path in cues] + [Segment("subtitles", "choice", TRACK)]
    target = [Segment(cues[0], "cue", "This can't be read within a single second."), Segment(cues[1], "cue", "Yes.")]

    findings = check_translation(source=source, target=target, language="en")

    texts = [finding.text for finding in findings if finding.path == cues[0]]
    assert texts == [
        "The subtitle can't be read in its 1.0 seconds: it has 42 characters.",
        "The subtitle and the next one overlap.",
    ]
    assert [finding for finding in findings if finding.path == cues[1]] == []


def test_rule_is_switched_off_for_one_language_only() -> None:
    settings = replace(get_settings(), off={"spaces": frozenset({"en"})})

    assert "spaces" not in find("Xin chào", "Good  day", "en", settings=settings)
    assert "spaces" in find("Xin chào", "Bon  jour", "fr", settings=settings)


def test_files_have_no_faults_and_a_planted_one_is_reported() -> None:
    settings = get_settings()
    severities = {**settings.severities, "spaces": "fatal", "speling": "error"}

    faults = find_settings_faults(
        replace(settings, severities=severities, off={**settings.off, "term": frozenset({"xx"})})
    )

    assert check_files() == []
    assert "checks.toml has an unknown rule: speling." in faults
    assert "checks.toml, spaces: “fatal” is neither error nor warning." in faults
    assert "checks.toml, term: no language xx." in faults


def test_damaged_placeholder_prevents_the_submission(desk: Desk) -> None:
    story = make_source(desk.editor, summary="Còn %(days)s ngày.")
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="제목", summary="며칠 남았습니다.")

    with pytest.raises(FindingsRefused, match=r"%\(days\)s"):
        hand_in(korean, desk.translator)


def test_forbidden_rendering_needs_a_reason_and_a_warning_needs_none(desk: Desk) -> None:
    story = make_source(desk.editor, title="Quy tập", summary="Tìm liệt sĩ.")
    accept(hand_in(story, desk.editor), desk.publisher)
    korean = make_translation(story, "ko", desk.translator, title="송환", summary="전사자를 찾습니다.")
    submission = hand_in(korean, desk.translator)

    with pytest.raises(FindingsRefused) as refused:
        accept(submission, desk.reviewer)
    (finding,) = refused.value.findings
    approval = accept(submission, desk.reviewer, reasons={finding.code: "A quotation."})

    submission.refresh_from_db()
    assert submission.state == SubmissionState.APPROVED
    assert approval.reasons == [{"path": "title", "fact": "forbidden_term", "reason": "A quotation."}]
