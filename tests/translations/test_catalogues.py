import gettext
import sys
from fnmatch import fnmatch
from pathlib import Path

import polib
import pytest

import translations.__main__
from translations import catalogues, merging
from translations.__main__ import main
from translations.catalogues import find_message_faults, get_plural_forms
from translations.languages import LANGUAGES, get_language_entry
from translations.message_scope import PUBLIC_FILES, ROOT, STAFF_FILES, is_for_staff_only, list_shown_lines
from translations.terminology_check import NOT_THE_TERM, find_term_faults

KOREAN = get_language_entry("ko")
APPS = ("cms", "outreach", "translations")


def test_empty_translation_is_a_fault() -> None:
    entry = polib.POEntry(msgid="Call the hotline.", msgstr="")

    assert list(find_message_faults(entry, KOREAN)) == ["ko: “Call the hotline.” is not translated."]


def test_missing_placeholder_is_a_fault() -> None:
    entry = polib.POEntry(msgid="Valid until %(day)s.", msgstr="유효합니다.")

    assert list(find_message_faults(entry, KOREAN)) == [
        "ko: “Valid until %(day)s.” has different placeholders in its translation."
    ]


def test_plural_form_may_omit_its_number() -> None:
    forms = {0: "لا ملفات", 1: "ملف واحد", 2: "ملفان", 3: "%(count)s ملفات", 4: "%(count)s ملف", 5: "%(count)s ملفًا"}
    entry = polib.POEntry(msgid="%(count)s file", msgid_plural="%(count)s files", msgstr_plural=forms)

    assert list(find_message_faults(entry, get_language_entry("ar"))) == []


@pytest.mark.parametrize(("code", "count"), [("ar", 6), ("ru", 3), ("fr", 3), ("es", 3), ("ko", 1), ("vi", 1)])
def test_wrong_number_of_plural_forms_is_a_fault(code: str, count: int) -> None:
    entry = polib.POEntry(
        msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural=dict.fromkeys(range(count + 1), "%(n)s")
    )

    assert list(find_message_faults(entry, get_language_entry(code))) == [
        f"{code}: “%(n)s day” has {count + 1} plural forms instead of {count}."
    ]


def test_wrong_placeholder_in_one_plural_form_is_a_fault() -> None:
    forms = {0: "%(n)s день", 1: "%(m)s дня", 2: "%(n)s дней"}
    entry = polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural=forms)

    assert list(find_message_faults(entry, get_language_entry("ru"))) == [
        "ru: “%(n)s day” has different placeholders in its translation."
    ]


def test_fuzzy_translation_is_a_fault() -> None:
    entry = polib.POEntry(msgid="Call the hotline now.", msgstr="직통 전화로 전화하십시오.", flags=["fuzzy"])

    assert list(find_message_faults(entry, KOREAN)) == [
        "ko: “Call the hotline now.” is marked fuzzy, because its English has changed."
    ]


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two messages in the code, both in every catalogue; a test removes or changes some."""
    texts = [polib.POEntry(msgid=text, occurrences=[("cms/core/views.py", "1")]) for text in ("First.", "Second.")]
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "extract", lambda: texts)
    monkeypatch.setattr(merging, "extract", lambda: texts)
    monkeypatch.setattr(translations.__main__, "find_wagtail_faults", lambda: iter(()))
    monkeypatch.setattr(translations.__main__, "merge_wagtail_catalogues", lambda: None)
    for language in catalogues.list_catalogue_languages():
        catalogue = polib.POFile()
        catalogue.extend(polib.POEntry(msgid=text, msgstr="x") for text in ("First.", "Second."))
        catalogues.get_catalogue_path(language).parent.mkdir(parents=True)
        catalogue.save(str(catalogues.get_catalogue_path(language)))
    return catalogues.get_catalogue_path(KOREAN)


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
        ([("First.", "x")], "ko: “Second.” isn't in the catalogue. Run `make messages`."),
        ([("First.", "x"), ("Second.", "")], "ko: “Second.” is not translated."),
        ([("First.", "x"), ("Second.", "x"), ("Old.", "x")], "ko: “Old.” is no longer used. Run `make messages`."),
        ([("First.", "x"), ("Second.", "%(a)s")], "ko: “Second.” has different placeholders in its translation."),
        (None, "ko: there is no catalogue. Run `make messages`."),
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


def test_merging_reports_new_changed_gone_untranslated_and_fuzzy_messages(
    planted: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        planted,
        polib.POEntry(msgid="Second!", msgstr="둘째."),
        polib.POEntry(msgid="No longer used.", msgstr="없음."),
        polib.POEntry(msgid="Gone and never translated.", msgstr=""),
    )

    run_catalogues("merge", monkeypatch)

    assert "ko: 2 messages; 1 new, 1 changed, 3 gone; 1 untranslated, 1 fuzzy." in capsys.readouterr().out.splitlines()
    second = next(entry for entry in polib.pofile(str(planted)) if entry.msgid == "Second.")
    assert (second.msgstr, second.flags, second.previous_msgid) == ("둘째.", ["fuzzy"], "Second!")
    assert list(merging.merge())[1].fuzzy == 1  # merging again doesn't make it final


def test_untranslated_and_fuzzy_messages_are_compiled_as_english(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": get_plural_forms(get_language_entry("fr")),
    }
    catalogue.append(polib.POEntry(msgid="Search", msgstr=""))
    catalogue.append(polib.POEntry(msgid="Call", msgstr="Appel ancien", flags=["fuzzy"]))
    catalogue.append(polib.POEntry(msgid="Film", msgstr="Le film"))
    catalogue.append(
        polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "", 1: "", 2: "%(n)s jours"})
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
        (
            "The remains of martyrs",
            "ko",
            "전사자의 유해",
            ["has the term “martyr”, which the glossary renders as “열사”"],
        ),
        (
            "The remains of martyrs",
            "ru",
            "Скелеты павших",
            ["has the term “remains”", "contains “скелеты”, which the glossary forbids"],
        ),
        ("Desk lead", "vi", "Phụ trách Tổ", []),
        ("No page was found", "ja", "ページが見つかりません", []),
    ],
)
def test_message_must_render_terms_as_the_glossary_does(msgid: str, code: str, text: str, faults: list[str]) -> None:
    found = list(find_term_faults(polib.POEntry(msgid=msgid, msgstr=text), get_language_entry(code)))

    assert len(found) >= len(faults) and bool(found) == bool(faults)
    assert all(any(fault in each for each in found) for fault in faults)


def test_catalogues_render_terms_as_the_glossary_does() -> None:
    for language in catalogues.list_catalogue_languages():
        for entry in polib.pofile(str(catalogues.get_catalogue_path(language))):
            assert list(find_term_faults(entry, language)) == []


def test_every_exception_from_the_glossary_is_a_current_message() -> None:
    used = {entry.msgid for entry in polib.pofile(str(catalogues.get_catalogue_path(get_language_entry("vi"))))}

    assert used >= NOT_THE_TERM.keys()


@pytest.mark.parametrize("code", [language.code for language in LANGUAGES])
def test_every_language_has_a_plural_rule(code: str) -> None:
    assert get_plural_forms(get_language_entry(code)).startswith("nplurals=")


def test_message_of_admin_and_portal_is_not_for_staff_only() -> None:
    assert is_for_staff_only([("outreach/kits/wagtail_hooks.py", "3")])
    assert not is_for_staff_only([("outreach/kits/wagtail_hooks.py", "3"), ("outreach/portal/views.py", "9")])


@pytest.mark.parametrize("pattern", [*STAFF_FILES, *PUBLIC_FILES])
def test_every_pattern_of_the_message_scope_matches_a_file(pattern: str) -> None:
    paths = (path.relative_to(ROOT).as_posix() for folder in APPS for path in (ROOT / folder).rglob("*"))

    assert any(fnmatch(path, pattern) for path in paths)


MODELS = """
class Kind(TextChoices):
    A = "a", _("A label.")

class Item(Model):
    title = CharField(_("a field"))

    def clean(self):
        raise ValidationError(_("Write a title."))

    @property
    def reason(self):
        return gettext("It was recalled.")
"""


def test_what_a_model_says_to_partners_must_be_translated_into_all_languages() -> None:
    lines = MODELS.splitlines()

    shown = [lines[number - 1].strip() for number in sorted(list_shown_lines(MODELS)) if "(" in lines[number - 1]]

    assert [line for line in shown if "_(" in line or "gettext(" in line] == [
        'A = "a", _("A label.")',
        'return gettext("It was recalled.")',
    ]


def test_a_reason_that_the_portal_shows_is_for_everyone() -> None:
    lines = (ROOT / "outreach/holdings/models.py").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "A poster of it is no longer valid." in text)

    assert not is_for_staff_only([("outreach/holdings/models.py", str(line))])


def test_labels_of_choices_are_for_everyone() -> None:
    lines = (ROOT / "cms/rebuttals/models.py").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if '_("Misleading")' in text)

    assert not is_for_staff_only([("cms/rebuttals/models.py", str(line))])
