"""Wagtail's and Django's own Vietnamese, made complete: what they lack or say badly, in the words of this desk.

Wagtail's volunteers have translated a fifth of its admin. ``translations/wagtail`` carries the rest for the parts in
use; being one of ``LOCALE_PATHS``, it goes before the packages' own, so a better wording may stand there too.
``djangojs`` is the catalogue of the admin's scripts.
"""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from translations.catalogues import ROOT, faults_of
from translations.languages import SOURCE, get_language_entry

LANGUAGE = get_language_entry(SOURCE)
FOLDER = ROOT / "translations" / "wagtail"
DOMAINS = ("django", "djangojs")
PARTS = (
    "wagtail",
    "wagtail/admin",
    "wagtail/images",
    "wagtail/documents",
    "wagtail/users",
    "wagtail/snippets",
    "wagtail/sites",
    "wagtail/locales",
    "wagtail/contrib/simple_translation",
    "wagtail/contrib/redirects",
    "wagtail/contrib/settings",
    "django/conf",
    "django/contrib/auth",
    "taggit",
)

Key = tuple[str | None, str]
Entry = Any  # polib.POEntry: polib ships no types


def read(path: Path) -> dict[Key, Entry]:
    import polib

    return {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path)) if not e.obsolete} if path.exists() else {}


def supplement_path(domain: str) -> Path:
    return FOLDER / LANGUAGE.locale / "LC_MESSAGES" / f"{domain}.po"


def find_folder(part: str) -> Path:
    """Return where a part's catalogues are installed."""
    package, *rest = part.split("/")
    return Path(str(files(package))).joinpath(*rest, "locale")


def read_parts(domain: str, *, locale: str) -> dict[Key, list[tuple[str, Entry]]]:
    """Return the messages of all parts, each with the parts that have it."""
    found: dict[Key, list[tuple[str, Entry]]] = {}
    for part in PARTS:
        for key, entry in read(find_folder(part) / locale / "LC_MESSAGES" / f"{domain}.po").items():
            found.setdefault(key, []).append((part, entry))
    return found


def find_lacking(domain: str) -> set[Key]:
    """Return the messages that the parts have in English and not in Vietnamese."""
    translated = read_parts(domain, locale=LANGUAGE.locale)
    return {
        key
        for key in read_parts(domain, locale="en")
        if not any(entry.translated() for _part, entry in translated.get(key, []))
    }


def merge_supplement() -> None:
    """Bring in what the parts lack now and drop what they no longer say; translations stay."""
    import polib

    for domain in DOMAINS:
        ours, theirs = read(supplement_path(domain)), read_parts(domain, locale="en")
        merged = polib.POFile(wrapwidth=110)
        merged.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Language": LANGUAGE.locale,
            "Plural-Forms": "nplurals=1; plural=0;",
        }
        for key in sorted(find_lacking(domain) | (ours.keys() & theirs.keys()), key=lambda k: (k[1], k[0] or "")):
            merged.append(renew(ours.get(key), theirs[key]))
        merged.save(str(supplement_path(domain)))


def renew(old: Entry | None, theirs: list[tuple[str, Entry]]) -> Entry:
    import polib

    entry = next((e for _part, e in theirs if e.msgid_plural), theirs[0][1])
    fresh = polib.POEntry(
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        msgctxt=entry.msgctxt,
        occurrences=[(part, "") for part, _entry in theirs],
        flags=[flag for flag in entry.flags if flag != "fuzzy"],
    )
    if entry.msgid_plural:
        fresh.msgstr_plural = {0: old.msgstr_plural.get(0, "") if old else ""}
    else:
        fresh.msgstr = old.msgstr if old else ""
    return fresh


def find_supplement_faults() -> Iterator[str]:
    """Name every message of the packages that would be met in English, and each of ours that is left over or broken."""
    for domain in DOMAINS:
        ours, theirs = read(supplement_path(domain)), read_parts(domain, locale="en")
        for _context, msgid in find_lacking(domain) - ours.keys():
            yield f"supplement, {domain}: “{msgid}” has no Vietnamese; run `make messages`."
        for _context, msgid in ours.keys() - theirs.keys():
            yield f"supplement, {domain}: “{msgid}” is no longer used; run `make messages`."
        for key in ours.keys() & theirs.keys():
            for fault in faults_of(ours[key], LANGUAGE):
                yield f"supplement, {domain}, {fault}"
