"""The glossary's names for the public search: places, persons, units, ships and documents in every language."""

from collections.abc import Iterator

from cms.core.search_index.names import NameSource
from cms.glossary.names import is_everyday, list_misleading
from cms.glossary.terms import get_rows, get_terms, get_version
from translations.languages import SOURCE
from translations.term_tables import SourceRow
from translations.terms import Term


def list_terms(language: str) -> Iterator[Term]:
    """Yield the names with their renderings in the language; in the source's, the name itself."""
    if language != SOURCE:
        yield from get_terms(language).values()
        return
    for row in get_rows(SOURCE):
        if isinstance(row, SourceRow):
            yield Term(row.term, row.part_of_speech, row.note, (row.term,), (), row.note)


SEARCH_NAMES = NameSource(
    get_version=get_version,
    list_terms=list_terms,
    is_everyday=lambda rendering, language: is_everyday(rendering, language=language),
    list_misleading=list_misleading,
)
