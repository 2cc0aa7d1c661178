"""The interface speaks as the campaign does: what the glossary calls a thing, the catalogues call it too.

Where a message's English has a term of the glossary, its translation has one of the renderings of its language, and
none that is forbidden.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from translations.languages import SOURCE, Language
from translations.term_tables import SourceRow, TargetRow, make_term, read_shipped
from translations.terms import Term, find_forbidden, is_rendered

EVERYDAY = frozenset(
    {"know", "tell", "information", "inform*", "find", "found", "finding", "team*"}
    | {"field", "field*", "ground", "site", "grave*", "buried", "burial", "burial*"}
)
"""English renderings that are also said of other things: “No page was found” is no search for remains."""

OF_ANOTHER_THING = {
    "A name in the ZIP leads out of it.": "a name, not a clue",
    "Desk lead": "a person, not a clue",
    "“%(title)s” leads to it.": "a link, not a clue",
    "Translation memory": "of translations made before, not of what people have lived through",
    "take over this find of the memory": "of translations made before",
}
"""Messages in which an English word is no term, and what it is instead. Not to be used for a bad translation."""


def find_wording_faults(entry: Any, language: Language) -> Iterator[str]:  # polib.POEntry
    """Name the terms of the glossary that a message says otherwise than its language's table."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.msgid in OF_ANOTHER_THING or not all(texts):
        return
    for term in _get_terms(language.code).values():
        english = _get_english()[term.term]
        if not any(is_rendered(english, text, language="en") for text in (entry.msgid, entry.msgid_plural) if text):
            continue
        if not any(is_rendered(term, text, language=language.code) for text in texts):
            yield f"{language.code}: “{entry.msgid}” says “{english.offered}”; the glossary says “{term.offered}”."
        for text in texts:
            if used := find_forbidden(term, text, language=language.code):
                yield f"{language.code}: “{entry.msgid}” says “{used}”, which the glossary forbids."


@lru_cache
def _get_english() -> dict[str, Term]:
    """Return the English terms, with the renderings that can't mean anything else."""
    return {
        name: replace(term, renderings=tuple(each for each in term.renderings if each not in EVERYDAY))
        for name, term in _read("en").items()
    }


@lru_cache
def _get_terms(language: str) -> dict[str, Term]:
    """Return what the language says for the terms; Vietnamese says the terms themselves."""
    if language == SOURCE:
        return {name: replace(term, renderings=(name,), forbidden=()) for name, term in _read("en").items()}
    return _read(language)


def _read(language: str) -> dict[str, Term]:
    sources = {row.term: row for row in read_shipped(SOURCE) if isinstance(row, SourceRow)}
    rows = (row for row in read_shipped(language) if isinstance(row, TargetRow))
    return {row.term: make_term(sources[row.term], row) for row in rows}
