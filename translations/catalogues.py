"""The interface catalogues: extracted, merged, checked, compiled.

``python -m translations.catalogues compile`` needs Python alone; ``merge`` and ``check`` extract with xgettext.
What the public and partners read is complete in all languages; what only the desk reads, in Vietnamese
(mission.md, "Languages"). English is the language of the message ids.
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

from translations.languages import LANGUAGES, SOURCE, Language
from translations.message_scope import is_for_the_desk_only

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "translations" / "locale"
WAGTAIL = ROOT / "translations" / "wagtail"
THIRD_PARTY = "translations/third_party_messages.py"
IGNORED = ["data", ".venv", "test-output", "tests", "docs", "scripts", "node_modules", "translations/locale"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

# polib is a developer's tool: compiling, which every start does, goes without it.


def catalogue_languages() -> list[Language]:
    return [language for language in LANGUAGES if language.code != "en"]


def catalogue_path(language: Language) -> Path:
    return LOCALE / language.locale / "LC_MESSAGES" / "django.po"


def compile_catalogues() -> int:
    """Write each ``.mo`` that is older than its ``.po``; return how many were written."""
    written = 0
    for language in catalogue_languages():
        supplements = WAGTAIL / language.locale / "LC_MESSAGES"
        for source in (catalogue_path(language), *sorted(supplements.glob("*.po"))):
            written += compile_catalogue(source, locale=language.locale)
    return written


def compile_catalogue(source: Path, *, locale: str) -> bool:
    """Write the ``.mo`` unless it is there and newer; say whether it was written."""
    target = source.with_suffix(".mo")
    if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
        return False
    with source.open("rb") as lines:
        catalogue = read_po(lines, locale=locale)
    speak_english(catalogue)
    unfinished = target.with_suffix(".mo.new")
    with unfinished.open("wb") as out:
        write_mo(out, catalogue)
    unfinished.replace(target)
    return True


def speak_english(catalogue: Catalog) -> None:
    """Give what isn't translated, or not surely, its English: Django would fall back to the source's Vietnamese."""
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
    """Return every message of the tree, with file and line of each occurrence."""
    import django
    import polib
    from django.core.management import call_command
    from django.test.utils import override_settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        # In a copy: xgettext is given files beside the templates, which ruff, at work at the same time, would read.
        copy, locale = Path(folder) / "tree", Path(folder) / "locale"
        shutil.copytree(ROOT, copy, ignore=_leave_out)
        locale.mkdir()
        with contextlib.chdir(copy), override_settings(LOCALE_PATHS=[str(locale)]):
            call_command("makemessages", locale=[SOURCE], ignore_patterns=IGNORED, verbosity=0)
        return list(polib.pofile(str(locale / SOURCE / "LC_MESSAGES" / "django.po")))


def _leave_out(folder: str, names: list[str]) -> set[str]:
    """Say what of a folder holds no messages."""
    here = Path(folder)
    return {
        name
        for name in names
        if name.startswith(".")
        or (here / name).relative_to(ROOT).as_posix() in IGNORED
        or ((here / name).is_file() and Path(name).suffix not in {".py", ".html", ".txt"})
    }


def is_needed(entry: Any, language: Language) -> bool:  # polib.POEntry
    """Say whether the language's readers can meet this message, and only our catalogue can have it."""
    if all(name == THIRD_PARTY for name, _line in entry.occurrences):
        from translations.third_party_messages import is_lacking  # needs Django, which compiling goes without

        return is_lacking(msgid=entry.msgid, plural=entry.msgid_plural, msgctxt=entry.msgctxt, language=language)
    return language.code == SOURCE or not is_for_the_desk_only(entry.occurrences)


def plural_forms(language: Language) -> str:
    """Return the header that gettext expects, from Babel's rules (CLDR)."""
    from babel.messages.plurals import get_plural

    return str(get_plural(language.locale).plural_forms)


def count_plural_forms(language: Language) -> int:
    return int(plural_forms(language).split(";")[0].removeprefix("nplurals="))


def find_faults() -> Iterator[str]:
    """Name every message that is missing, left over, empty or has a broken placeholder."""
    import polib

    from translations.terminology_check import find_wording_faults  # needs Django, which compiling goes without

    entries = extract()
    for language in catalogue_languages():
        path = catalogue_path(language)
        if not path.exists():
            yield f"{language.code}: there is no catalogue; run `make messages`."
            continue
        known = {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path))}
        wanted = {(e.msgctxt, e.msgid): e for e in entries if is_needed(e, language)}
        for key in wanted.keys() - known.keys():
            yield f"{language.code}: “{key[1]}” is not in the catalogue; run `make messages`."
        for key in known.keys() - wanted.keys():
            yield f"{language.code}: “{key[1]}” is no longer used; run `make messages`."
        for key in wanted.keys() & known.keys():
            yield from faults_of(known[key], language)
            yield from find_wording_faults(known[key], language)


def faults_of(entry: Any, language: Language) -> Iterator[str]:  # polib.POEntry
    if "fuzzy" in entry.flags:
        yield f"{language.code}: “{entry.msgid}” is marked as uncertain (fuzzy): its English has changed."
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    forms = count_plural_forms(language)
    if entry.msgid_plural and len(texts) != forms:
        yield f"{language.code}: “{entry.msgid}” needs {forms} plural forms and has {len(texts)}."
    ids = {frozenset(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text}
    for text in texts:
        if not text:
            yield f"{language.code}: “{entry.msgid}” is not translated."
        elif not any(
            placeholders_fit(frozenset(PLACEHOLDER.findall(text)), wanted, bool(entry.msgid_plural)) for wanted in ids
        ):
            yield f"{language.code}: “{entry.msgid}” has other placeholders in its translation."


def placeholders_fit(found: frozenset[str], wanted: frozenset[str], plural: bool) -> bool:
    """A plural form may leave its number out (“one day”); no other message may leave anything out."""
    return found == wanted or (plural and found < wanted and len(wanted - found) == 1)
