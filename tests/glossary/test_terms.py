"""The glossary is complete in every language, and its terms are found in Vietnamese texts."""

from pathlib import Path

import pytest

from cms.glossary.terms import find_terms, get_terms
from cms.segments.segment import Segment
from cms.translation_desk.presentation import list_terms, show_text
from tests.factories import FactFactory
from translations import term_tables
from translations.languages import TARGETS
from translations.term_tables import BrokenGlossary, read_built_in_table
from translations.terms import find_forbidden, is_rendered

pytestmark = pytest.mark.django_db


def test_every_language_has_the_plans_terms() -> None:
    for language in TARGETS:
        terms = get_terms(language)

        assert len(terms) >= 48
        assert all(term.offered and not term.offered.endswith("*") for term in terms.values()), language


def test_offered_rendering_is_recognised_and_not_forbidden() -> None:
    for language in TARGETS:
        for term in get_terms(language).values():
            assert is_rendered(term, f"({term.offered})", language=language), (language, term.term)
            assert not find_forbidden(term, term.offered, language=language), (language, term.term)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Quy tập hài cốt liệt sĩ", ["quy tập", "hài cốt liệt sĩ"]),
        ("Viếng nghĩa trang liệt sĩ", ["nghĩa trang liệt sĩ"]),
        ("Bác sĩ và liệt si", []),
        ("Theo Quyết định, ông quyết định ở lại.", ["Quyết định"]),
        ("phong trào đền ơn đáp nghĩa", ["Đền ơn đáp nghĩa"]),
    ],
)
def test_longest_term_with_its_diacritics_is_recognised(text: str, terms: list[str]) -> None:
    assert [found.term for found in find_terms(text)] == terms


def test_terms_are_marked_in_the_source_and_offered_beside_it() -> None:
    segment = Segment("body", "text", "Gọi [[hotline]] về liệt sĩ & thân nhân.")

    html = show_text(segment, facts=True, terms=True)

    assert '<mark class="desk-fact">[[hotline]]</mark>' in html
    assert '<mark class="desk-term">liệt sĩ</mark> &amp; <mark class="desk-term">thân nhân</mark>' in html
    assert [term.offered for term in list_terms(segment, language="ja")] == ["烈士", "親族"]


def test_token_is_marked_with_its_value_in_the_language() -> None:
    FactFactory(key="hotline", value="+84965001222")

    html = show_text(Segment("body", "text", "Gọi [[hotline]]."), facts=True, language="ko")

    mark = '<mark class="desk-fact" data-value="+84 965 001 222" title="+84 965 001 222">[[hotline]]</mark>'
    assert mark in html


def test_broken_table_is_refused_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vi.csv").write_text("term,part_of_speech,note\nliệt sĩ,noun,\nhài cốt,thing,\n")
    monkeypatch.setattr(term_tables, "FOLDER", tmp_path)

    with pytest.raises(
        BrokenGlossary,
        match=r"vi\.csv, line 3: “thing” isn't a part of speech",
    ):
        read_built_in_table("vi")
