"""Merging of the code's messages into every catalogue (``make messages``).

A message whose English has changed slightly keeps its translation, marked fuzzy, with the previous English beside it.
``make check`` fails until the translation is reviewed; until then readers see the English.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from translations.catalogues import (
    count_plural_forms,
    extract,
    get_catalogue_path,
    get_plural_forms,
    is_needed,
    list_catalogue_languages,
)
from translations.known_languages import Language

PoEntry = Any  # polib.POEntry: polib ships no types
Key = tuple[str | None, str]
SIMILARITY = 0.85
"""Above it, a message counts as an old one whose English was changed."""


@dataclass(frozen=True)
class MergeReport:
    """Counts of one catalogue's messages after merging."""

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


def merge() -> Iterator[MergeReport]:
    """Add new messages to every catalogue, remove obsolete ones, and yield a report for each language."""
    entries = sorted(extract(), key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    for language in list_catalogue_languages():
        wanted = [entry for entry in entries if is_needed(entry, language)]
        yield merge_catalogue(wanted, path=get_catalogue_path(language), language=language)


def merge_catalogue(wanted: list[PoEntry], *, path: Path, language: Language) -> MergeReport:
    """Write the catalogue with exactly the wanted messages; existing translations are kept."""
    import polib

    kept = {_key(entry): entry for entry in polib.pofile(str(path)) if not entry.obsolete} if path.exists() else {}
    gone = {key: entry for key, entry in kept.items() if key not in {_key(each) for each in wanted}}
    merged = polib.POFile(wrapwidth=110)
    merged.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language.locale,
        "Plural-Forms": get_plural_forms(language),
    }
    changed = 0
    for entry in wanted:
        old = kept.get(_key(entry))
        previous = _find_previous(entry, gone) if old is None else None
        changed += previous is not None
        merged.append(
            _make_entry(entry, old or previous, forms=count_plural_forms(language), is_same_message=previous is None)
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    merged.save(str(path))
    return MergeReport(
        language=language,
        total=len(wanted),
        new=sum(_key(entry) not in kept for entry in wanted) - changed,
        changed=changed,
        gone=len(gone),
        untranslated=sum(not _is_translated(entry) for entry in merged),
        fuzzy=sum("fuzzy" in entry.flags for entry in merged),
    )


def _key(entry: PoEntry) -> Key:
    return entry.msgctxt, entry.msgid


def _find_previous(entry: PoEntry, gone: dict[Key, PoEntry]) -> PoEntry | None:
    """Return the translated message that this one probably was before its English was changed."""
    others = {
        old.msgid: old
        for (context, _msgid), old in gone.items()
        if context == entry.msgctxt and bool(old.msgid_plural) == bool(entry.msgid_plural) and _is_translated(old)
    }
    found = get_close_matches(entry.msgid, others, n=1, cutoff=SIMILARITY)
    return others[found[0]] if found else None


def _make_entry(entry: PoEntry, old: PoEntry | None, *, forms: int, is_same_message: bool) -> PoEntry:
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
    if old is not None and (not is_same_message or "fuzzy" in old.flags):
        fresh.flags.append("fuzzy")
        fresh.previous_msgid = old.previous_msgid if is_same_message else old.msgid
    return fresh


def _is_translated(entry: PoEntry) -> bool:
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)
