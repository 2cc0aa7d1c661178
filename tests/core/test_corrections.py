"""Corrections of a page: dated when they go live, kept in a list, translated, and delivered with the item."""

import json
import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from cms.approvals.refusals import DeskRefusal
from cms.published import get_published
from cms.rebuttals.models import RebuttalPage
from cms.users.roles import Role
from tests.approvals.factories import hand_in, make_person, make_translation
from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
FIRST, SECOND = "Sửa tên con suối.", "Sửa năm."
ADDRESS = "/vi/stories/ban-do/"


def add_correction(site: PublicSite, page, text: str, *, day: int):
    """Have a correction approved on this day of May."""
    block = {"type": "correction", "value": text}
    with time_machine.travel(datetime(2026, 5, day, 3, tzinfo=UTC), tick=False):
        return site.correct(page, corrections=[*get_blocks(page), block])


def get_blocks(page) -> list:
    return [{"type": block.block_type, "value": block.value, "id": block.id} for block in page.corrections]


def read_corrections(text: str) -> list[str]:
    return re.findall(r'<aside class="correction">\s*<h2>.*?datetime="([\d-]+)".*?<p>(.*?)</p>', text, re.DOTALL)


def test_each_correction_has_the_day_of_its_publication_and_stays_in_the_list(site: PublicSite, client: Client) -> None:
    page = add_correction(site, site.publish(), FIRST, day=3)

    add_correction(site, page, SECOND, day=9)

    html = client.get(ADDRESS).content.decode()
    assert read_corrections(html) == [("2026-05-09", SECOND), ("2026-05-03", FIRST)]


def test_correction_that_was_public_is_not_removed(site: PublicSite) -> None:
    page = add_correction(site, site.publish(), FIRST, day=3)
    draft = page.get_latest_revision_as_object()
    draft.corrections = []
    draft.save_revision(user=site.editor)

    with pytest.raises(DeskRefusal, match="The correction of 03/05/2026 was removed"):
        hand_in(page, site.editor)


def test_words_of_a_public_correction_are_not_rewritten(site: PublicSite) -> None:
    page = add_correction(site, site.publish(), FIRST, day=3)
    draft = page.get_latest_revision_as_object()
    draft.corrections = [{**get_blocks(page)[0], "value": "Không có gì sai."}]
    draft.save_revision(user=site.editor)

    with pytest.raises(DeskRefusal, match="The correction of 03/05/2026 reads otherwise than it did in public"):
        hand_in(page, site.editor)


def test_words_of_a_public_correction_are_not_rewritten_after_a_withdrawal(site: PublicSite) -> None:
    page = add_correction(site, site.publish(), FIRST, day=3)
    site.withdraw(page)
    draft = page.get_latest_revision_as_object()
    draft.corrections = [{**get_blocks(page)[0], "value": "Không có gì sai."}]
    draft.save_revision(user=site.editor)

    with pytest.raises(DeskRefusal, match="reads otherwise than it did in public"):
        hand_in(page, site.editor)


def test_translation_of_a_public_correction_can_be_mended(site: PublicSite) -> None:
    page = add_correction(site, site.publish(), FIRST, day=3)
    wrong = {"type": "correction", "value": "강 이름을 고쳤습니다.", "id": page.corrections[0].id}
    korean = site.translate(page, "ko", title="지도", corrections=[wrong])
    translator = make_person(Role.TRANSLATOR, "ko")
    draft = korean.get_latest_revision_as_object()
    draft.corrections = [{**wrong, "value": "시내 이름을 고쳤습니다."}]
    draft.save_revision(user=translator)

    assert hand_in(korean, translator).state == "open"


def test_translators_are_asked_for_the_correction(site: PublicSite) -> None:
    page = site.publish()
    translator = make_person(Role.TRANSLATOR, "ko")
    korean = make_translation(page, "ko", translator, title="지도")
    add_correction(site, page, FIRST, day=3)

    with pytest.raises(DeskRefusal, match=r"1 texts aren't translated yet, the first of them: “Sửa tên con suối"):
        hand_in(korean, translator)


def test_translated_correction_is_shown_with_the_day_of_the_original(site: PublicSite, client: Client) -> None:
    page = add_correction(site, site.publish(), FIRST, day=3)
    block = page.corrections[0]

    translated = {"type": "correction", "value": "시내 이름을 고쳤습니다.", "id": block.id}
    site.translate(page, "ko", title="지도", corrections=[translated])

    html = client.get(ADDRESS.replace("/vi/", "/ko/")).content.decode()
    assert read_corrections(html) == [("2026-05-03", "시내 이름을 고쳤습니다.")]


def test_corrections_reach_those_who_take_the_item_elsewhere(site: PublicSite) -> None:
    page = add_correction(site, site.publish(), FIRST, day=3)

    item = get_published(kind="story", key=str(page.translation_key), language="vi")

    assert item is not None
    assert [(each.text, each.corrected_on.isoformat()) for each in item.corrections] == [(FIRST, "2026-05-03")]


def test_structured_data_of_a_rebuttal_names_its_corrections(site: PublicSite, client: Client) -> None:
    add_correction(site, site.publish(RebuttalPage), FIRST, day=3)

    html = client.get("/vi/rebuttals/ban-do/").content.decode()

    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)[0])
    assert data["correction"] == [{"@type": "CorrectionComment", "text": FIRST, "datePublished": "2026-05-03"}]
