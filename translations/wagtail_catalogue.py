"""Vietnamese catalogues for the parts of Wagtail, Django and taggit that their packages don't translate.

A fifth of Wagtail's admin is translated upstream. ``translations/wagtail`` has the rest, for the parts in use. It is
one of ``LOCALE_PATHS`` and overrides the packages' own catalogues, so it may also have better wordings. ``djangojs`` is
the catalogue of the admin's scripts.
"""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from translations.catalogues import ROOT, find_message_faults
from translations.known_languages import KNOWN_BY_CODE

LANGUAGE = KNOWN_BY_CODE["vi"]
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
PoEntry = Any  # polib.POEntry: polib ships no types


def read(path: Path) -> dict[Key, PoEntry]:
    import polib

    return {(e.msgctxt, e.msgid): e for e in polib.pofile(str(path)) if not e.obsolete} if path.exists() else {}


def get_path(domain: str) -> Path:
    return FOLDER / LANGUAGE.locale / "LC_MESSAGES" / f"{domain}.po"


def find_folder(part: str) -> Path:
    """Return the folder of a part's installed catalogues."""
    package, *rest = part.split("/")
    return Path(str(files(package))).joinpath(*rest, "locale")


def read_installed(domain: str, *, locale: str) -> dict[Key, list[tuple[str, PoEntry]]]:
    """Return the messages of all parts, each with the parts that have it and their entries."""
    found: dict[Key, list[tuple[str, PoEntry]]] = {}
    for part in PARTS:
        for key, entry in read(find_folder(part) / locale / "LC_MESSAGES" / f"{domain}.po").items():
            found.setdefault(key, []).append((part, entry))
    return found


def find_lacking(domain: str) -> set[Key]:
    """Return the messages that the parts have in English but not in Vietnamese."""
    translated = read_installed(domain, locale=LANGUAGE.locale)
    return {
        key
        for key in read_installed(domain, locale="en")
        if not any(entry.translated() for _part, entry in translated.get(key, []))
    }


def merge_wagtail_catalogues() -> None:
    """Add messages that the parts lack in Vietnamese and remove obsolete ones; existing translations are kept."""
    import polib

    for domain in DOMAINS:
        ours, theirs = read(get_path(domain)), read_installed(domain, locale="en")
        merged = polib.POFile(wrapwidth=110)
        merged.metadata = {
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Language": LANGUAGE.locale,
            "Plural-Forms": "nplurals=1; plural=0;",
        }
        for key in sorted(find_lacking(domain) | (ours.keys() & theirs.keys()), key=lambda k: (k[1], k[0] or "")):
            merged.append(make_entry(ours.get(key), theirs[key]))
        merged.save(str(get_path(domain)))


def make_entry(old: PoEntry | None, theirs: list[tuple[str, PoEntry]]) -> PoEntry:
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


def find_wagtail_faults() -> Iterator[str]:
    """Yield a text for each message of the packages without Vietnamese, and each of ours that is obsolete or faulty."""
    for domain in DOMAINS:
        ours, theirs = read(get_path(domain)), read_installed(domain, locale="en")
        for _context, msgid in find_lacking(domain) - ours.keys():
            yield f"wagtail, {domain}: “{msgid}” isn't translated into Vietnamese. Run `make messages`."
        for _context, msgid in ours.keys() - theirs.keys():
            yield f"wagtail, {domain}: “{msgid}” is no longer used. Run `make messages`."
        for key in ours.keys() & theirs.keys():
            for fault in find_message_faults(ours[key], LANGUAGE):
                yield f"wagtail, {domain}, {fault}"
