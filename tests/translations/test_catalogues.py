import gettext
import sys
from pathlib import Path

import polib
import pytest

import translations.__main__
from translations import catalogues, merging
from translations.__main__ import main
from translations.catalogues import faults_of, plural_forms
from translations.languages import LANGUAGES, get_language_entry
from translations.message_scope import ROOT, is_for_the_desk_only
from translations.terminology_check import OF_ANOTHER_THING, find_wording_faults

KOREAN = get_language_entry("ko")


def test_an_empty_translation_is_a_fault() -> None:
    entry = polib.POEntry(msgid="Call the hotline.", msgstr="")

    assert list(faults_of(entry, KOREAN)) == ["ko: “Call the hotline.” is not translated."]


def test_a_lost_placeholder_is_a_fault() -> None:
    entry = polib.POEntry(msgid="Valid until %(day)s.", msgstr="유효합니다.")

    assert list(faults_of(entry, KOREAN)) == ["ko: “Valid until %(day)s.” has other placeholders in its translation."]


def test_a_plural_form_may_leave_its_number_out() -> None:
    forms = {0: "لا ملفات", 1: "ملف واحد", 2: "ملفان", 3: "%(count)s ملفات", 4: "%(count)s ملف", 5: "%(count)s ملفًا"}
    entry = polib.POEntry(msgid="%(count)s file", msgid_plural="%(count)s files", msgstr_plural=forms)

    assert list(faults_of(entry, get_language_entry("ar"))) == []


@pytest.mark.parametrize(("code", "count"), [("ar", 6), ("ru", 3), ("fr", 2), ("es", 2), ("ko", 1), ("vi", 1)])
def test_a_message_with_too_few_plural_forms_is_a_fault(code: str, count: int) -> None:
    entry = polib.POEntry(
        msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural=dict.fromkeys(range(count + 1), "%(n)s")
    )

    assert list(faults_of(entry, get_language_entry(code))) == [
        f"{code}: “%(n)s day” needs {count} plural forms and has {count + 1}."
    ]


def test_a_wrong_placeholder_in_one_plural_form_is_a_fault() -> None:
    forms = {0: "%(n)s день", 1: "%(m)s дня", 2: "%(n)s дней"}
    entry = polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural=forms)

    assert list(faults_of(entry, get_language_entry("ru"))) == [
        "ru: “%(n)s day” has other placeholders in its translation."
    ]


def test_a_translation_whose_english_has_changed_is_a_fault_until_somebody_looked() -> None:
    entry = polib.POEntry(msgid="Call the hotline now.", msgstr="직통 전화로 전화하십시오.", flags=["fuzzy"])

    assert list(faults_of(entry, KOREAN)) == [
        "ko: “Call the hotline now.” is marked as uncertain (fuzzy): its English has changed."
    ]


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two messages in the code, both in every catalogue; a test takes away or changes what it likes."""
    texts = [polib.POEntry(msgid=text, occurrences=[("cms/core/views.py", "1")]) for text in ("First.", "Second.")]
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "extract", lambda: texts)
    monkeypatch.setattr(merging, "extract", lambda: texts)
    monkeypatch.setattr(translations.__main__, "find_supplement_faults", lambda: iter(()))
    monkeypatch.setattr(translations.__main__, "merge_supplement", lambda: None)
    for language in catalogues.catalogue_languages():
        catalogue = polib.POFile()
        catalogue.extend(polib.POEntry(msgid=text, msgstr="x") for text in ("First.", "Second."))
        catalogues.catalogue_path(language).parent.mkdir(parents=True)
        catalogue.save(str(catalogues.catalogue_path(language)))
    return catalogues.catalogue_path(KOREAN)


def write(path: Path, *entries: polib.POEntry) -> None:
    catalogue = polib.POFile()
    catalogue.extend(entries)
    catalogue.save(str(path))


def run_catalogues(verb: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["translations", verb])
    return main()


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([("First.", "x")], "ko: “Second.” is not in the catalogue; run `make messages`."),
        ([("First.", "x"), ("Second.", "")], "ko: “Second.” is not translated."),
        ([("First.", "x"), ("Second.", "x"), ("Old.", "x")], "ko: “Old.” is no longer used; run `make messages`."),
        ([("First.", "x"), ("Second.", "%(a)s")], "ko: “Second.” has other placeholders in its translation."),
        (None, "ko: there is no catalogue; run `make messages`."),
    ],
)
def test_check_fails_on_a_planted_fault_and_names_it(
    planted: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    entries: list[tuple[str, str]] | None,
    fault: str,
) -> None:
    assert run_catalogues("check", monkeypatch) == 0
    if entries is None:
        planted.unlink()
    else:
        write(planted, *(polib.POEntry(msgid=msgid, msgstr=text) for msgid, text in entries))

    assert run_catalogues("check", monkeypatch) == 1
    assert capsys.readouterr().err.splitlines() == [fault]


def test_merging_reports_what_is_new_changed_gone_untranslated_and_fuzzy(
    planted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        planted,
        polib.POEntry(msgid="Second!", msgstr="둘째."),
        polib.POEntry(msgid="Said no more.", msgstr="없음."),
        polib.POEntry(msgid="Gone and never translated.", msgstr=""),
    )

    run_catalogues("merge", monkeypatch)

    assert "ko: 2 messages; 1 new, 1 changed, 3 gone; 1 untranslated, 1 fuzzy." in capsys.readouterr().out.splitlines()
    second = next(entry for entry in polib.pofile(str(planted)) if entry.msgid == "Second.")
    assert (second.msgstr, second.flags, second.previous_msgid) == ("둘째.", ["fuzzy"], "Second!")
    assert list(merging.merge())[1].fuzzy == 1  # merging again doesn't make it certain


def test_untranslated_and_uncertain_messages_are_compiled_as_english(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": plural_forms(get_language_entry("fr")),
    }
    catalogue.append(polib.POEntry(msgid="Search", msgstr=""))
    catalogue.append(polib.POEntry(msgid="Call", msgstr="Appel ancien", flags=["fuzzy"]))
    catalogue.append(polib.POEntry(msgid="Film", msgstr="Le film"))
    catalogue.append(
        polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "", 1: "%(n)s jours"})
    )
    catalogue.save(str(source))

    catalogues.compile_catalogue(source, locale="fr")

    with source.with_suffix(".mo").open("rb") as compiled:
        known = gettext.GNUTranslations(compiled)
    plain = gettext.NullTranslations()
    plain.gettext = lambda text: "Vietnamese"  # what Django would fall back to
    known.add_fallback(plain)
    assert [known.gettext(text) for text in ("Search", "Call", "Film")] == ["Search", "Call", "Le film"]
    assert [known.ngettext("%(n)s day", "%(n)s days", n) for n in (1, 2)] == ["%(n)s day", "%(n)s jours"]


@pytest.mark.parametrize(
    ("msgid", "code", "text", "faults"),
    [
        ("The remains of martyrs", "ko", "열사의 유해", []),
        ("The remains of martyrs", "ko", "전사자의 유해", ["says “martyr”; the glossary says “열사”"]),
        (
            "The remains of martyrs",
            "ru",
            "Скелеты павших",
            ["says “remains”", "says “скелеты”, which the glossary forbids"],
        ),
        ("Desk lead", "vi", "Phụ trách Tổ", []),
        ("No page was found", "ja", "ページが見つかりません", []),
    ],
)
def test_a_message_says_the_glossarys_terms_as_the_glossary_does(
    msgid: str, code: str, text: str, faults: list[str]
) -> None:
    found = list(find_wording_faults(polib.POEntry(msgid=msgid, msgstr=text), get_language_entry(code)))

    assert len(found) >= len(faults) and bool(found) == bool(faults)
    assert all(any(fault in each for each in found) for fault in faults)


def test_catalogues_say_the_glossarys_terms_as_the_glossary_does() -> None:
    for language in catalogues.catalogue_languages():
        for entry in polib.pofile(str(catalogues.catalogue_path(language))):
            assert list(find_wording_faults(entry, language)) == []


def test_every_exception_from_the_glossary_is_still_a_message() -> None:
    said = {entry.msgid for entry in polib.pofile(str(catalogues.catalogue_path(get_language_entry("vi"))))}

    assert said >= OF_ANOTHER_THING.keys()


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
