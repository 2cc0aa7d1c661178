"""The text of a rebuttal that leaves by kits says what its page says: the verdict, and where the claim appeared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cms.published import PublishedItem, get_published
from outreach.kits.texts import write_page, write_plain
from tests.pages.test_rebuttals import publish

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db


def read_item(site: PublicSite, *, language: str = "vi", **fields: object) -> PublishedItem:
    page = publish(site, **fields)
    if language != "vi":
        site.translate(page, language)
    item = get_published(kind="rebuttal", key=str(page.translation_key), language=language)
    assert item is not None
    return item


def test_a_rebuttal_in_a_kit_has_its_verdict_and_the_places_in_which_the_claim_appeared(site: PublicSite) -> None:
    item = read_item(site)

    lines = write_plain(item).splitlines()
    assert "Kết luận: Sai" in [line.replace("  ", " ") for line in lines] or any("Sai" in line for line in lines)
    assert any("Một mạng xã hội · 2 tháng 5 năm 2026 · https://example.org/p/1" in line for line in lines)
    assert "Một tờ báo mạng" in write_page(item)


def test_the_verdict_is_in_the_language_of_the_text(site: PublicSite) -> None:
    item = read_item(site, language="en", verdict="misleading")

    assert "Verdict: Misleading" in write_plain(item).splitlines()
    assert "Where the claim appeared" in write_plain(item).splitlines()


def test_a_rebuttal_without_appearances_has_no_heading_for_them(site: PublicSite) -> None:
    kinds = {block.kind for block in read_item(site, appearances=[]).text}

    assert "verdict" in kinds
    assert "appearances" not in kinds
