"""The glossary check: which terms of the source a translation must render, and which renderings it may not use.

``cms.glossary.terms`` finds the terms in the source; names among them are left to ``name_check``.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.glossary.terms import find_inner_terms
from cms.quality_checks.unit import TranslationUnit
from translations.term_tables import NAMES
from translations.terms import Term, find_forbidden, is_rendered


def check_terms(unit: TranslationUnit) -> Iterator[str]:
    """Yield the terms that are rendered otherwise."""
    terms = unit.renderings
    for name in unit.terms:
        if name not in terms or terms[name].part_of_speech in NAMES or _is_rendered(terms[name], unit):
            continue
        inner = [terms[each] for each in find_inner_terms(name) if each in terms]
        if not inner or not all(_is_rendered(term, unit) for term in inner):
            yield _("“%(term)s” is usually rendered as “%(rendering)s”.") % {
                "term": name,
                "rendering": terms[name].offered,
            }


def _is_rendered(term: Term, unit: TranslationUnit) -> bool:
    return is_rendered(term, unit.plain, language=unit.language.code)


def check_forbidden(unit: TranslationUnit) -> Iterator[str]:
    terms = unit.renderings
    for name in dict.fromkeys([*unit.terms, *(inner for each in unit.terms for inner in find_inner_terms(each))]):
        if name in terms and (used := find_forbidden(terms[name], unit.plain, language=unit.language.code)):
            text = _("“%(used)s” must not be used for “%(term)s”. Use “%(rendering)s”. %(note)s")
            yield (
                text % {"used": used, "term": name, "rendering": terms[name].offered, "note": terms[name].note}
            ).strip()
