"""`make messages`: what the code says now comes into every catalogue, and what became of the rest is reported.

A message whose English has changed a little keeps its translation, marked fuzzy, beside the English that it was made
for; `make check` fails until somebody has looked at it, and readers meet the English meanwhile.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from translations.catalogues import (
    catalogue_languages,
    catalogue_path,
    count_plural_forms,
    extract,
    is_needed,
    plural_forms,
)
from translations.languages import Language

PoEntry = Any  # polib.POEntry: polib ships no types
Key = tuple[str | None, str]
ALIKE = 0.85
"""How much of a message stays when it is changed and not another."""


@dataclass(frozen=True)
class Report:
    """What merging did to one catalogue."""

    language: Language
    total: int
    new: int
    changed: int
    gone: int
    untranslated: int
    fuzzy: int

    def __str__(self) -> str:
        return (
            f"{self.language.code}: {self.total} messages; {self.new} new, {self.changed} changed, {self.gone} gone; "
            f"{self.untranslated} untranslated, {self.fuzzy} fuzzy."
        )


def merge() -> Iterator[Report]:
    """Bring new messages into every catalogue and drop those that are gone; translations stay. Report each language."""
    entries = sorted(extract(), key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    for language in catalogue_languages():
        wanted = [entry for entry in entries if is_needed(entry, language)]
        yield merge_catalogue(wanted, path=catalogue_path(language), language=language)


def merge_catalogue(wanted: list[PoEntry], *, path: Path, language: Language) -> Report:
    """Write the catalogue with exactly the wanted messages."""
    import polib

    kept = {_key(entry): entry for entry in polib.pofile(str(path)) if not entry.obsolete} if path.exists() else {}
    gone = {key: entry for key, entry in kept.items() if key not in {_key(each) for each in wanted}}
    merged = polib.POFile(wrapwidth=110)
    merged.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language.locale,
        "Plural-Forms": plural_forms(language),
    }
    changed = 0
    for entry in wanted:
        old = kept.get(_key(entry))
        likely = _find_likely(entry, gone) if old is None else None
        changed += likely is not None
        merged.append(_renew(entry, old or likely, forms=count_plural_forms(language), is_sure=likely is None))
    path.parent.mkdir(parents=True, exist_ok=True)
    merged.save(str(path))
    return Report(
        language=language,
        total=len(wanted),
        new=sum(_key(entry) not in kept for entry in wanted) - changed,
        changed=changed,
        gone=len(gone),
        untranslated=sum(not _is_whole(entry) for entry in merged),
        fuzzy=sum("fuzzy" in entry.flags for entry in merged),
    )


def _key(entry: PoEntry) -> Key:
    return entry.msgctxt, entry.msgid


def _find_likely(entry: PoEntry, gone: dict[Key, PoEntry]) -> PoEntry | None:
    """Return the message that this one was before its English was changed, if it had a translation."""
    others = {
        old.msgid: old
        for (context, _msgid), old in gone.items()
        if context == entry.msgctxt and bool(old.msgid_plural) == bool(entry.msgid_plural) and _is_whole(old)
    }
    found = get_close_matches(entry.msgid, others, n=1, cutoff=ALIKE)
    return others[found[0]] if found else None


def _renew(entry: PoEntry, old: PoEntry | None, *, forms: int, is_sure: bool) -> PoEntry:
    import polib

    fresh = polib.POEntry(
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        msgctxt=entry.msgctxt,
        comment=entry.comment,
        occurrences=[(name, "") for name in sorted({name for name, _line in entry.occurrences})],
        flags=[flag for flag in entry.flags if flag != "fuzzy"],
    )
    if entry.msgid_plural:
        fresh.msgstr_plural = {place: old.msgstr_plural.get(place, "") if old else "" for place in range(forms)}
    else:
        fresh.msgstr = old.msgstr if old else ""
    if old is not None and (not is_sure or "fuzzy" in old.flags):
        fresh.flags.append("fuzzy")
        fresh.previous_msgid = old.previous_msgid if is_sure else old.msgid
    return fresh


def _is_whole(entry: PoEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)
