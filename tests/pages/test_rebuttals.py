"""A rebuttal as readers see it, and as search engines and fact-check databases read it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.campaign.loading import load_campaign
from cms.rebuttals.models import RebuttalPage
from cms.rebuttals.sources import ClaimSource, read_sources
from tests.pages.test_blocks_of_a_story import read

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db

ORDER = "https://schema.org"
REQUIRED = {"claimReviewed", "reviewRating", "url"}
RECOMMENDED = {"author", "datePublished", "itemReviewed"}
RATING = {"alternateName", "bestRating", "name", "ratingValue", "worstRating"}
CLAIM = {"appearance", "author", "datePublished", "firstAppearance"}
"""What Google requires and recommends of ClaimReview, Rating and Claim."""

APPEARANCES = [
    (
        "appearance",
        {"medium": "Một mạng xã hội", "kind": "post", "url": "https://example.org/p/1", "day": date(2026, 5, 2)},
    ),
    ("appearance", {"medium": "Một tờ báo mạng", "kind": "article", "url": "", "day": date(2026, 5, 9)}),
]


def publish(site: PublicSite, **fields: Any) -> RebuttalPage:
    values = {
        "claim": "Người ta phải trả tiền\nđể gửi lời kể.",
        "claim_author": "Một trang giả mạo",
        "appearances": APPEARANCES,
        "sources": "Kế hoạch, https://example.gov.vn/ke-hoach\nPhỏng vấn tại tòa soạn",
        **fields,
    }
    page: RebuttalPage = site.publish(RebuttalPage, slug="tra-tien", **values)
    return page


def read_review(client: Client, path: str) -> dict[str, Any]:
    blocks = [json.loads(script.string) for script in read(client, path).select('script[type="application/ld+json"]')]
    review: dict[str, Any] = next(block for block in blocks if block["@type"] == "ClaimReview")
    return review


def list_empty(data: Any) -> list[Any]:
    if isinstance(data, dict):
        return [name for name, value in data.items() if value in (None, "", [], {}) or list_empty(value)]
    return [each for each in data if list_empty(each)] if isinstance(data, list) else []


def test_review_has_all_that_google_requires_and_recommends(site: PublicSite, client: Client) -> None:
    load_campaign()
    page = publish(site)

    review = read_review(client, page.url_path)

    assert review["@context"] == ORDER
    assert set(review) >= REQUIRED | RECOMMENDED
    assert set(review["reviewRating"]) >= RATING
    assert set(review["itemReviewed"]) >= CLAIM
    assert list_empty(review) == []
    assert review["url"] == f"http://localhost:8000{page.url_path}"
    assert review["claimReviewed"] == "Người ta phải trả tiền để gửi lời kể."
    assert review["datePublished"] == timezone.localdate().isoformat()
    assert review["author"]["@type"] == "Organization" and review["author"]["name"]
    assert review["author"]["url"] == "http://localhost:8000/vi/"


def test_review_says_where_and_when_the_claim_appeared_first(site: PublicSite, client: Client) -> None:
    item = read_review(client, publish(site).url_path)["itemReviewed"]

    first = {
        "@type": "SocialMediaPosting",
        "url": "https://example.org/p/1",
        "datePublished": "2026-05-02",
        "publisher": {"@type": "Organization", "name": "Một mạng xã hội"},
    }
    assert (item["@type"], item["datePublished"]) == ("Claim", "2026-05-02")
    assert item["firstAppearance"] == first
    assert [each["@type"] for each in item["appearance"]] == ["SocialMediaPosting", "Article"]
    assert "url" not in item["appearance"][1]


@pytest.mark.parametrize(
    ("language", "tag", "verdict"), [("vi", "vi", "Sai"), ("ko", "ko", "사실이 아님"), ("ar", "ar", "")]
)
def test_review_is_in_the_language_of_its_page(
    site: PublicSite, client: Client, language: str, tag: str, verdict: str
) -> None:
    page = publish(site)
    if language != "vi":
        page = site.translate(page, language, title="제목", claim="주장")

    review, shown = read_review(client, page.url_path), read(client, page.url_path).select_one(".verdict strong").text

    assert review["inLanguage"] == tag
    assert review["reviewRating"]["alternateName"] == shown
    assert verdict in shown
    assert (review["reviewRating"]["worstRating"], review["reviewRating"]["bestRating"]) == (1, 5)


def test_rebuttal_without_appearances_still_is_a_valid_review(site: PublicSite, client: Client) -> None:
    review = read_review(client, publish(site, appearances=[], claim_author="", sources="").url_path)

    assert review["itemReviewed"] == {"@type": "Claim"}
    assert list_empty(review) == []


def test_page_lists_appearances_and_sources_with_links_that_say_where_they_lead(
    site: PublicSite, client: Client
) -> None:
    page = read(client, publish(site).url_path)

    seen = [" ".join(row.text.split()) for row in page.select("#appearances ~ ul li")]
    link = page.select_one("#appearances ~ ul a")
    sources = page.select("#sources ~ ul li")

    assert seen[0].endswith("Một mạng xã hội · 2 tháng 5 năm 2026 (example.org)")
    assert link["rel"] == ["nofollow", "noreferrer"]
    assert [(row.a["href"], row.a.text) if row.a else row.text for row in sources] == [
        ("https://example.gov.vn/ke-hoach", "Kế hoạch"),
        "Phỏng vấn tại tòa soạn",
    ]


def test_source_is_named_by_its_words_or_else_by_its_address() -> None:
    assert read_sources("Báo cáo (https://example.org/a_(b)).\n\nhttps://example.org/\nSách, trang 4") == [
        ClaimSource("Báo cáo", "https://example.org/a_(b)"),
        ClaimSource("https://example.org/", "https://example.org/"),
        ClaimSource("Sách, trang 4", ""),
    ]
