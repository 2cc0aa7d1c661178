import polib
import pytest

from translations.audience import ROOT, is_for_the_desk_only
from translations.catalogues import faults_of, plural_forms
from translations.languages import LANGUAGES, get_language_entry

KOREAN = get_language_entry("ko")


def test_an_empty_translation_is_a_fault() -> None:
    entry = polib.POEntry(msgid="Call the hotline.", msgstr="")

    assert list(faults_of(entry, KOREAN)) == ["ko: “Call the hotline.” is not translated."]


def test_a_lost_placeholder_is_a_fault() -> None:
    entry = polib.POEntry(msgid="Valid until %(day)s.", msgstr="유효합니다.")

    assert list(faults_of(entry, KOREAN)) == ["ko: “Valid until %(day)s.” has other placeholders in its translation."]


def test_a_plural_form_may_leave_its_number_out() -> None:
    entry = polib.POEntry(
        msgid="%(count)s file", msgid_plural="%(count)s files", msgstr_plural={0: "ملف واحد", 1: "%(count)s ملفات"}
    )

    assert list(faults_of(entry, get_language_entry("ar"))) == []


@pytest.mark.parametrize("code", [language.code for language in LANGUAGES])
def test_every_language_has_its_plural_rule(code: str) -> None:
    assert plural_forms(get_language_entry(code)).startswith("nplurals=")


def test_a_message_of_admin_and_portal_is_not_for_the_desk_only() -> None:
    assert is_for_the_desk_only([("outreach/kits/wagtail_hooks.py", "3")])
    assert not is_for_the_desk_only([("outreach/kits/wagtail_hooks.py", "3"), ("outreach/portal/views.py", "9")])


def test_labels_of_choices_are_for_everyone() -> None:
    lines = (ROOT / "cms/rebuttals/models.py").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if '_("Misleading")' in text)

    assert not is_for_the_desk_only([("cms/rebuttals/models.py", str(line))])
