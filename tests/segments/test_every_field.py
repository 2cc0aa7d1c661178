"""Every text the public can read is approved in its language, or is a row's name with a field a language.

Walks all models and all blocks of the project. What is neither has to stand in ``NEVER_PUBLIC`` with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.test.utils import isolate_apps
from django.utils.translation import override
from modeltranslation.translator import translator
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

import cms
from cms.core.blocks import BodyBlock
from cms.core.models import BasePage
from cms.media.models import CampaignImage
from cms.segments.page_segments import find_text_kind
from cms.stories.models import StoryPage

if TYPE_CHECKING:
    from tests.approvals.factories import Desk

APPS = ("cms.", "outreach.")
TEXT_FIELDS = (models.CharField, models.TextField, models.JSONField, StreamField)
CODES_ONLY = (models.SlugField, models.UUIDField, models.FileField)
"""Field types whose text is an identity or an address, never wording."""

WAGTAILS_OWN = {field.name for field in Page._meta.get_fields()} - {"title", "search_description"}
"""Tree, editing and ``seo_title`` (in no form and in no template): a test below says so."""

STRUCTURE = (
    "an index or home page shows its section's or the campaign's name, never a heading, summary or note of its own"
)
STAFF = "read by the desk's own people only"
MACHINE = "a key, code, digest or state: chosen from a list or made by a machine, shown in the catalogue's words"
COPY = "a copy, made by a rule, of text that was approved or is a row's name"
PARTNER = "written by an outreach officer for one organisation, or by that organisation itself; no public page shows it"
NAME = "a proper name, written alike in every language"

NEVER_PUBLIC: dict[str, dict[str, str]] = {
    STRUCTURE: {
        "stories.StoryIndexPage": "title search_description correction_note",
        "films.FilmIndexPage": "title search_description correction_note",
        "calls.CallIndexPage": "title search_description correction_note",
        "rebuttals.RebuttalIndexPage": "title search_description correction_note",
        "pages.HomePage": "title correction_note",
    },
    STAFF: {
        "users.User": "username first_name last_name email password",
        "jobs.Job": "*",
        "facts.Fact": "label",
        "facts.FactVersion": "source",
        "facts.ContactChannel": "verification_note",
        "films.RightsWindow": "note",
        "media.CampaignImage": "title description",
        "media.CampaignDocument": "title credit",
        "media.FilmMaster": "title",
        "campaign.Topic": "clause",
        "translation_desk": "*",
    },
    MACHINE: {
        "users.User": "interface_language",
        "facts.Fact": "key kind",
        "facts.FactVersion": "state value",
        "facts.ContactChannel": "kind country languages",
        "films.LanguageVersion": "language_tag kind",
        "films.RightsWindow": "territory",
        "media.CampaignImage": "file_hash",
        "media.CampaignDocument": "file_hash",
        "media.CampaignRendition": "filter_spec focal_point_key",
        "media.FileUse": "kind",
        "media.FilmMaster": "sha256 media_type shots",
        "campaign.Province": "code",
        "rebuttals.RebuttalPage": "verdict",
        "ledger.LedgerEvent": "*",
        "ledger.LedgerHead": "*",
        "links": "*",
        "posters.PosterFile": "*",
        "posters.PosterBase": "*",
        "screens.ApiKey": "*",
        "screens.ScreenAssignment": "*",
        "organisations.Organisation": "kind country languages territories contact_keys",
        "kits.KitItem": "*",
    },
    NAME: {
        "campaign.Campaign": "decision",
        "campaign.Province": "official_name former_names",
    },
    COPY: {
        "core.SearchEntry": "*",
        "posters.Poster": "*",
        "kits.KitEdition": "*",
        "kits.KitFile": "*",
        "ledger.Delivery": "*",
        "ledger.HeldItem": "*",
    },
    PARTNER: {
        "kits.Kit": "title note",
        "screens.Screen": "name format location",
        "ledger.Recall": "*",
        "ledger.RecallRecipient": "evidence",
        "ledger.UseReport": "*",
    },
}
KNOWN = {f"{where}.{name}" for rows in NEVER_PUBLIC.values() for where, names in rows.items() for name in names.split()}


def list_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith(APPS)]


def find_left_out(chosen: Iterable[type[models.Model]]) -> list[str]:
    """Return the text fields that are neither taken apart, nor written a field a language, nor listed with a reason."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in chosen
        for field in model._meta.concrete_fields
        if isinstance(field, TEXT_FIELDS) and not isinstance(field, CODES_ONLY) and not _is_accounted_for(model, field)
    ]


def _is_accounted_for(model: type[models.Model], field: Any) -> bool:
    label, app = model._meta.label, model._meta.app_label
    if issubclass(model, BasePage) and (field.name in WAGTAILS_OWN or field.name in model.translatable_fields):
        return True
    if hasattr(field, "translated_field"):  # one language's own column
        return True
    if model in translator.get_registered_models() and field.name in _get_written_names(model):
        return True
    return bool({f"{label}.{field.name}", f"{label}.*", f"{app}.*"} & KNOWN)


def _get_written_names(model: type[models.Model]) -> set[str]:
    return set(translator.get_options_for_model(model).get_field_names())


def test_every_text_of_every_model_is_approved_written_in_each_language_or_never_public() -> None:
    assert find_left_out(list_models()) == [], (
        "New text field. Public wording: name it in translatable_fields (a page) or in the app's translation.py (a "
        "row's name). Else say in NEVER_PUBLIC of this file why no reader sees it."
    )


def test_list_of_what_is_never_public_names_only_what_there_is() -> None:
    there = {f"{model._meta.label}.{field.name}" for model in list_models() for field in model._meta.concrete_fields}
    there |= {f"{model._meta.label}.*" for model in list_models()} | {
        f"{model._meta.app_label}.*" for model in list_models()
    }

    assert KNOWN - there == set()


def test_field_left_out_of_a_page_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """No class of its own: Django would keep it, and every later test would meet each story twice."""
    fields = [name for name in StoryPage.translatable_fields if name not in {"main_image_caption", "body", "title"}]
    monkeypatch.setattr(StoryPage, "translatable_fields", fields)

    assert find_left_out([StoryPage]) == [
        "stories.StoryPage.title",
        "stories.StoryPage.body",
        "stories.StoryPage.main_image_caption",
    ]


@isolate_apps("cms.campaign")
def test_planted_row_with_public_words_is_found() -> None:
    class Anniversary(models.Model):
        slug = models.SlugField()
        day = models.DateField()
        wording = models.TextField()
        lines = models.JSONField()

        class Meta:
            app_label = "campaign"

        def __str__(self) -> str:
            return self.slug

    assert find_left_out([Anniversary]) == ["campaign.Anniversary.wording", "campaign.Anniversary.lines"]


def test_every_wording_of_a_page_is_taken_apart_once() -> None:
    pages = [model for model in list_models() if issubclass(model, BasePage)]

    for model in pages:
        assert len(set(model.translatable_fields)) == len(model.translatable_fields), model
        assert set(model.subtitle_fields) <= set(model.translatable_fields), model
        assert all(isinstance(model._meta.get_field(name), TEXT_FIELDS) for name in model.translatable_fields), model


# --- blocks ---

CHOICES = (ImageChooserBlock, DocumentChooserBlock, blocks.PageChooserBlock)
"""Blocks that choose and have no words of their own."""


def find_unknown_blocks(block: blocks.Block, path: str = "") -> list[str]:
    children = getattr(block, "child_blocks", None)
    if children is not None:
        return [found for name, child in children.items() for found in find_unknown_blocks(child, f"{path}.{name}")]
    if isinstance(block, blocks.ListBlock):
        return find_unknown_blocks(block.child_block, path)
    known = find_text_kind(block) is not None or isinstance(block, CHOICES)
    return [] if known else [f"{path.lstrip('.')}: {type(block).__name__}"]


def test_every_block_is_a_text_or_a_known_choice() -> None:
    streams = {
        f"{model._meta.label}.{field.name}": find_unknown_blocks(field.stream_block)
        for model in list_models()
        for field in model._meta.concrete_fields
        if isinstance(field, StreamField)
    }

    assert len(streams) >= 5
    assert {name: unknown for name, unknown in streams.items() if unknown} == {}


def test_unknown_block_is_found_however_deep_it_stands() -> None:
    class Wider(BodyBlock):
        raw = blocks.RawHTMLBlock()
        table = blocks.StructBlock([("rows", blocks.ListBlock(blocks.StructBlock([("link", blocks.URLBlock())])))])

    assert find_unknown_blocks(Wider()) == ["raw: RawHTMLBlock", "table.rows.link: URLBlock"]


# --- what has no approved wording shows none ---


@pytest.mark.parametrize("path", ["/vi/", "/vi/stories/", "/vi/rebuttals/"])
def test_index_and_home_page_show_nothing_of_their_own_that_nobody_approved(desk: Desk, path: str) -> None:
    page = Page.objects.get(url_path=path).specific
    own = {"title": "tên-riêng", "search_description": "mô-tả", "seo_title": "tên-máy", "correction_note": "đính-chính"}
    if page.kind:  # a home page's description is approved: the gate refuses it
        del own["search_description"]
    for name, text in own.items():
        setattr(page, name, text)
    page.save()

    html = Client().get(path).content.decode()

    assert [text for text in own.values() if text in html] == []


def test_title_for_search_engines_is_shown_nowhere() -> None:
    found = [path for path in Path(cms.__file__).parent.rglob("templates/**/*.html") if "seo_title" in path.read_text()]

    assert found == []


@pytest.mark.django_db
def test_credit_of_an_image_is_written_in_each_language() -> None:
    image = CampaignImage(credit_vi="Ảnh: tư liệu", credit_ko="사진: 자료")

    with override("ko"):
        assert image.credit == "사진: 자료"
    with override("fr"):
        assert image.credit == "Ảnh: tư liệu"
