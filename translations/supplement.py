"""Wagtail's own Vietnamese, made complete: what its catalogues lack or say badly, in the words of this desk.

Wagtail's volunteers have translated a fifth of its admin. ``translations/wagtail`` carries the rest for the parts of
Wagtail in use; being one of ``LOCALE_PATHS``, it goes before Wagtail's own, so a better wording may stand there too.
``djangojs`` is the catalogue of the admin's scripts.
"""

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from translations.catalogues import ROOT, faults_of
from translations.languages import SOURCE, get_language_entry

LANGUAGE = get_language_entry(SOURCE)
FOLDER = ROOT / "translations" / "wagtail"
DOMAINS = ("django", "djangojs")
PARTS = (
    ".",
    "admin",
    "images",
    "documents",
    "users",
    "snippets",
    "sites",
    "locales",
    "contrib/simple_translation",
    "contrib/redirects",
    "contrib/settings",
)

Key = tuple[str | None, str]
Entry = Any  # polib.POEntry: polib ships no types


def read(path: Path) -> dict[Key, Entry]:
    import polib

    return {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path)) if not e.obsolete} if path.exists() else {}


def supplement_path(domain: str) -> Path:
    return FOLDER / LANGUAGE.locale / "LC_MESSAGES" / f"{domain}.po"


def read_wagtail(domain: str, *, locale: str) -> dict[Key, list[tuple[str, Entry]]]:
    """Return the messages of Wagtail's parts, each with the parts that have it."""
    spec = importlib.util.find_spec("wagtail")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("Wagtail is not installed; run `make install-dev`.")
    found: dict[Key, list[tuple[str, Entry]]] = {}
    for part in PARTS:
        folder = Path(spec.origin).parent / part / "locale" / locale / "LC_MESSAGES"
        for key, entry in read(folder / f"{domain}.po").items():
            found.setdefault(key, []).append((part, entry))
    return found


def find_lacking(domain: str) -> set[Key]:
    """Return the messages that Wagtail has in English and not in Vietnamese."""
    translated = read_wagtail(domain, locale=LANGUAGE.locale)
    return {
        key
        for key in read_wagtail(domain, locale="en")
        if not any(entry.translated() for _part, entry in translated.get(key, []))
    }


def merge_supplement() -> None:
    """Bring in what Wagtail lacks now and drop what it no longer says; translations stay."""
    import polib

    for domain in DOMAINS:
        ours, theirs = read(supplement_path(domain)), read_wagtail(domain, locale="en")
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
        occurrences=[(str(Path("wagtail") / part), "") for part, _entry in theirs],
        flags=[flag for flag in entry.flags if flag != "fuzzy"],
    )
    if entry.msgid_plural:
        fresh.msgstr_plural = {0: old.msgstr_plural.get(0, "") if old else ""}
    else:
        fresh.msgstr = old.msgstr if old else ""
    return fresh


def find_supplement_faults() -> Iterator[str]:
    """Name every message of Wagtail that would be met in English, and each of ours that is left over or broken."""
    for domain in DOMAINS:
        ours, theirs = read(supplement_path(domain)), read_wagtail(domain, locale="en")
        for _context, msgid in find_lacking(domain) - ours.keys():
            yield f"wagtail, {domain}: “{msgid}” has no Vietnamese; run `make messages`."
        for _context, msgid in ours.keys() - theirs.keys():
            yield f"wagtail, {domain}: “{msgid}” is no longer Wagtail's; run `make messages`."
        for key in ours.keys() & theirs.keys():
            for fault in faults_of(ours[key], LANGUAGE):
                yield f"wagtail, {domain}, {fault}"
