"""Check that the interface catalogues use the glossary's terms.

If a message's English has a term of the glossary, its translation must have one of the language's renderings, and none
that is forbidden.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from translations.known_languages import Language
from translations.languages import SOURCE
from translations.term_tables import SourceRow, TargetRow, make_term, read_built_in_table
from translations.terms import PROPER_NAMES, Term, find_forbidden, is_rendered

EVERYDAY = frozenset(
    {"know", "tell", "information", "inform*", "find", "found", "finding", "team*"}
    | {"field", "field*", "ground", "site", "grave*", "buried", "burial", "burial*"}
)
"""English renderings that are also everyday words: “No page was found” has nothing to do with finding remains."""

TWO_WORDS = "the two words that readers look for on a sign, rather than the term for both"

NOT_THE_TERM = {
    "Desk lead": "a person, not a clue",
    "Translation memory": "of earlier translations, not of people",
    "use this match from the memory": "of earlier translations",
    "No pages match your search. Try another spelling or fewer words. Accents and capital letters "
    "make no difference.": "a search on the site, not for remains",
    "Narrow the search": "the same",
    "The search has fewer pages of results than that.": "the same",
    "There is nothing to search for in this. Type a word, a name or a number.": "the same",
    "This is too long to search for. Use a few words, of at most %(number)s characters in all.": "the same",
    "Search all kinds, topics and places": "the same",
    "Search all pages for these words": "the same",
    "You cannot generate recovery codes without having two-factor authentication enabled.": "of an account",
    "So that you see the hours on your clock and the embassy or consulate near you. It stays in the address of this "
    "page and is kept nowhere.": TWO_WORDS,
    "This list has no embassy or consulate in your country. Please call the hotline instead.": TWO_WORDS,
    "You can also go to an embassy or consulate. Choose your country above, or look in the list:": TWO_WORDS,
    "The ZIP contains a path outside the archive.": "a file, not a collection of documents",
}
"""Messages in which an English word isn't the term, with its meaning there. Not an excuse for a bad translation."""


def find_term_faults(entry: Any, language: Language) -> Iterator[str]:  # polib.POEntry
    """Yield a text for each term of the glossary that a message's translation doesn't render as its table says."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.msgid in NOT_THE_TERM or not all(texts):
        return
    for term in _read(language.code).values():
        english = _get_english().get(term.term)
        if english is None or not any(
            is_rendered(english, text, language="en") for text in (entry.msgid, entry.msgid_plural) if text
        ):
            continue
        if not any(is_rendered(term, text, language=language.code) for text in texts):
            text = f"has the term “{english.offered}”, which the glossary renders as “{term.offered}”."
            yield f"{language.code}: “{entry.msgid}” {text}"
        for text in texts:
            if used := find_forbidden(term, text, language=language.code):
                yield f"{language.code}: “{entry.msgid}” contains “{used}”, which the glossary forbids."


@lru_cache
def _get_english() -> dict[str, Term]:
    """Return the English terms with the renderings that aren't everyday words too."""
    return {
        name: replace(term, renderings=tuple(each for each in term.renderings if each not in EVERYDAY))
        for name, term in _read("en").items()
    }


@lru_cache
def _read(language: str) -> dict[str, Term]:
    """Return the terms with the language's renderings; in the source language these are the terms themselves.

    Without countries and places: “Vietnamese” is a language, and no table lists all adjectives.
    """
    sources = {row.term: row for row in read_built_in_table(SOURCE) if isinstance(row, SourceRow)}
    if language == SOURCE:
        rows: Iterable[TargetRow] = (TargetRow(term, term) for term in sources)
    else:
        rows = (row for row in read_built_in_table(language) if isinstance(row, TargetRow))
    terms = (make_term(sources[row.term], row) for row in rows)
    return {term.term: term for term in terms if term.part_of_speech not in PROPER_NAMES}
