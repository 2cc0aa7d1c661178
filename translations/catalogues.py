"""Interface catalogues: extraction, checks and compilation. ``python -m translations`` is the command.

Messages for the public and for partners are translated into all languages, those for staff into Vietnamese only.
Message ids are English.
"""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from translations.known_languages import KNOWN_LANGUAGES, STAFF_LANGUAGES, Language
from translations.message_scope import is_for_staff_only

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "translations" / "locale"
WAGTAIL = ROOT / "translations" / "wagtail"
EXTRACTED = "vi"
"""The language under which extraction writes the messages: any but English."""
THIRD_PARTY = "translations/third_party_messages.py"
IGNORED = ["data", ".venv", "test-output", "tests", "docs", "scripts", "node_modules", "translations/locale"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

# polib is a development dependency, so it is imported inside functions: compiling, a part of every start, does without.


def list_catalogue_languages() -> list[Language]:
    """Return the languages with a catalogue: all known ones, whichever of them a campaign speaks."""
    return [language for language in KNOWN_LANGUAGES if language.code != "en"]


def get_catalogue_path(language: Language) -> Path:
    return LOCALE / language.locale / "LC_MESSAGES" / "django.po"


def compile_catalogues() -> int:
    """Compile each ``.po`` that is newer than its ``.mo``; return how many were compiled."""
    written = 0
    for language in list_catalogue_languages():
        supplements = WAGTAIL / language.locale / "LC_MESSAGES"
        for source in (get_catalogue_path(language), *sorted(supplements.glob("*.po"))):
            written += compile_catalogue(source, locale=language.locale)
    return written


def find_uncompiled() -> list[str]:
    """Return the codes of the languages whose interface would be in English."""
    languages = list_catalogue_languages()
    return [language.code for language in languages if not get_catalogue_path(language).with_suffix(".mo").exists()]


def compile_catalogue(source: Path, *, locale: str) -> bool:
    """Write the ``.mo`` unless it is up to date; return True if it was written."""
    target = source.with_suffix(".mo")
    if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
        return False
    with source.open("rb") as lines:
        catalogue = read_po(lines, locale=locale)
    fill_with_english(catalogue)
    unfinished = target.with_suffix(".mo.new")
    with unfinished.open("wb") as out:
        write_mo(out, catalogue)
    unfinished.replace(target)
    return True


def fill_with_english(catalogue: Catalog) -> None:
    """Replace missing and fuzzy translations by English, because Django would fall back to the source language."""
    for message in catalogue:
        if not message.id:
            continue
        if isinstance(message.id, str):
            message.string = message.id if message.fuzzy or not message.string else message.string
        else:
            one, many = message.id
            known = [""] if message.fuzzy or not message.string else [*message.string]
            forms = known + [""] * (catalogue.num_plurals - len(known))
            english = [one if len(forms) > 1 and place == 0 else many for place in range(len(forms))]
            message.string = tuple(form or english[place] for place, form in enumerate(forms))
        message.flags.discard("fuzzy")


def extract() -> list[Any]:  # of polib.POEntry: polib ships no types
    """Return every message in the code, with file and line of each occurrence."""
    import django
    import polib
    from django.core.management import call_command
    from django.test.utils import override_settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        # From a copy, because makemessages writes temporary files beside the templates, which ruff may read meanwhile.
        copy, locale = Path(folder) / "tree", Path(folder) / "locale"
        shutil.copytree(ROOT, copy, ignore=_list_ignored)
        locale.mkdir()
        with contextlib.chdir(copy), override_settings(LOCALE_PATHS=[str(locale)]):
            call_command("makemessages", locale=[EXTRACTED], ignore_patterns=IGNORED, verbosity=0)
        return list(polib.pofile(str(locale / EXTRACTED / "LC_MESSAGES" / "django.po")))


def _list_ignored(folder: str, names: list[str]) -> set[str]:
    """Return the names in a folder that have no messages."""
    here = Path(folder)
    return {
        name
        for name in names
        if name.startswith(".")
        or (here / name).relative_to(ROOT).as_posix() in IGNORED
        or ((here / name).is_file() and Path(name).suffix not in {".py", ".html", ".txt"})
    }


def is_needed(entry: Any, language: Language) -> bool:  # polib.POEntry
    """Return True if the language's readers can see this message and no other package translates it."""
    if all(name == THIRD_PARTY for name, _line in entry.occurrences):
        from translations.third_party_messages import is_lacking  # needs Django, which compiling doesn't

        return is_lacking(msgid=entry.msgid, plural=entry.msgid_plural, msgctxt=entry.msgctxt, language=language)
    return language.code in STAFF_LANGUAGES or not is_for_staff_only(entry.occurrences)


def get_plural_forms(language: Language) -> str:
    """Return the ``Plural-Forms`` header, from Babel's rules (CLDR)."""
    from babel.messages.plurals import get_plural

    return str(get_plural(language.locale).plural_forms)


def count_plural_forms(language: Language) -> int:
    return int(get_plural_forms(language).split(";")[0].removeprefix("nplurals="))


def find_faults() -> Iterator[str]:
    """Yield a text for every message that is missing, obsolete, untranslated, or has wrong placeholders or terms."""
    import polib

    from translations.terminology_check import find_term_faults  # needs Django, which compiling doesn't

    entries = extract()
    for language in list_catalogue_languages():
        path = get_catalogue_path(language)
        if not path.exists():
            yield f"{language.code}: there is no catalogue. Run `make messages`."
            continue
        known = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path))}
        wanted = {(e.msgctxt, e.msgid): e for e in entries if is_needed(e, language)}
        for key in wanted.keys() - known.keys():
            yield f"{language.code}: “{key[1]}” isn't in the catalogue. Run `make messages`."
        for key in known.keys() - wanted.keys():
            yield f"{language.code}: “{key[1]}” is no longer used. Run `make messages`."
        for key in wanted.keys() & known.keys():
            yield from find_message_faults(known[key], language)
            yield from find_term_faults(known[key], language)


def find_message_faults(entry: Any, language: Language) -> Iterator[str]:  # polib.POEntry
    """Yield a text for each fault of one message's translation."""
    if "fuzzy" in entry.flags:
        yield f"{language.code}: “{entry.msgid}” is marked fuzzy, because its English has changed."
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    forms = count_plural_forms(language)
    if entry.msgid_plural and len(texts) != forms:
        yield f"{language.code}: “{entry.msgid}” has {len(texts)} plural forms instead of {forms}."
    ids = {frozenset(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text}
    for text in texts:
        if not text:
            yield f"{language.code}: “{entry.msgid}” is not translated."
        elif not any(
            _do_placeholders_match(frozenset(PLACEHOLDER.findall(text)), wanted, bool(entry.msgid_plural))
            for wanted in ids
        ):
            yield f"{language.code}: “{entry.msgid}” has different placeholders in its translation."


def _do_placeholders_match(found: frozenset[str], wanted: frozenset[str], plural: bool) -> bool:
    """Return True if the placeholders are the same; a plural form may omit its number (“one day”)."""
    return found == wanted or (plural and found < wanted and len(wanted - found) == 1)
