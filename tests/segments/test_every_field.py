"""Every text the public can read is approved in its language, or is a row's name with a field for each language.

Goes through all models and blocks of the project. Any other text must be listed in ``NEVER_PUBLIC`` with a reason.
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
from cms.films.blocks import StartBlock
from cms.media.models import CampaignImage
from cms.segments.streams import find_text_kind
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
STAFF = "read by the desk's staff only"
MACHINE = "a key, code, digest or state: chosen from a list or made by a machine, shown in the catalogue's words"
COPY = "a copy, made by a rule, of text that was approved or is a row's name"
PARTNER = "written by an outreach officer for one organisation, or by that organisation itself; no public page shows it"
NAME = "a proper name, written alike in every language"

NEVER_PUBLIC: dict[str, dict[str, str]] = {
    STRUCTURE: {
        "stories.StoryIndexPage": "title search_description",
        "films.FilmIndexPage": "title search_description",
        "calls.CallIndexPage": "title search_description",
        "rebuttals.RebuttalIndexPage": "title search_description",
        "events.EventIndexPage": "title search_description",
        "participation.TakePartIndexPage": "title search_description",
        "press.PressIndexPage": "title search_description",
        "pages.HomePage": "title",
    },
    STAFF: {
        "users.User": "username first_name last_name email password",
        "jobs.Job": "*",
        "jobs.RunningProcess": "*",
        "facts.Fact": "label",
        "facts.FactVersion": "source",
        "facts.ContactChannel": "verification_note",
        "facts.ChannelProposal": "*",
        "facts.Revocation": "*",
        "change_requests": "*",
        "credentials": "*",
        "emergency": "*",
        "films.RightsWindow": "licensor note",
        "films.BroadcastSlot": "note evidence",
        "media.MasterUpload": "*",
        "media.CampaignImage": "title description rights_holder licence",
        "media.CampaignDocument": "title credit",
        "media.FilmMaster": "title rights_holder licence",
        "media.Recording": "title rights_holder licence",
        "campaign.Topic": "clause",
        "campaign.Indicator": "clause",
        "campaign.IndicatorValue": "reason",
        "campaign.Subject": "source",
        "approvals": "*",
        "glossary": "*",
        "previews": "*",
        "translation_desk": "*",
        "translation_memory": "*",
        "newsroom": "*",
        "portal": "*",
        "screens.ScreenGroup": "name",
        "reports": "*",
        "organisations.ContactPerson": "*",
        "organisations.OrganisationImport": "*",
    },
    MACHINE: {
        "users.User": "interface_language",
        "facts.Fact": "key kind",
        "facts.FactVersion": "state value",
        "facts.ContactChannel": "kind country also_serves languages opening_hours time_zone",
        "films.LanguageVersion": "language_tag kind",
        "films.RightsWindow": "territory medium languages",
        "films.BroadcastSlot": "time_zone territory language_tag state",
        "core.CorrectionDate": "correction",
        "core.Front": "address",
        "media.CampaignImage": "file_hash consent territories",
        "media.CampaignDocument": "file_hash",
        "media.CampaignRendition": "filter_spec focal_point_key",
        "media.FileUse": "kind",
        "media.FilmMaster": "sha256 media_type shots technical consent",
        "media.Recording": "sha256 media_type consent",
        "media.PageReading": "language",
        "campaign.Place": "code",
        "campaign.IndicatorValue": "state",
        "campaign.Subject": "kind",
        "rebuttals.RebuttalPage": "verdict",
        "participation.GuidePage": "audience",
        "ledger.LedgerEvent": "*",
        "ledger.LedgerHead": "*",
        "ledger.Checkpoint": "*",
        "links": "*",
        "posters.PosterFile": "*",
        "posters.PosterBase": "*",
        "posters.ProvenDesign": "*",
        "posters.PosterDrawing": "*",
        "posters.LoopFile": "*",
        "player.Pairing": "*",
        "screens.ApiKey": "*",
        "screens.ScreenAssignment": "*",
        "screens.Screen": "time_zone held_etag",
        "screens.RefusedPlay": "*",
        "screens.Playlist": "item_kind item_key languages hours made_by_key",
        "organisations.Organisation": "kind country time_zone languages territories contact_keys outlets wanted_topics",
        "organisations.Invitation": "*",
        "organisations.MailSettings": "*",
        "kits.Kit": "kinds",
        "kits.KitItem": "*",
        "kits.KitName": "language",
    },
    NAME: {
        "campaign.Campaign": "decision",
        "campaign.Place": "official_name former_names wartime_names",
        "campaign.Subject": "other_names",
        "films.BroadcastSlot": "broadcaster",
    },
    COPY: {
        "core.Posting": "*",
        "core.SearchEntry": "*",
        "posters.Poster": "*",
        "posters.PosterRequest": "*",
        "posters.Loop": "*",
        "screens.Playlist": "title",
        "kits.KitEdition": "*",
        "kits.KitFile": "*",
        "holdings.Delivery": "*",
        "holdings.HeldItem": "*",
    },
    PARTNER: {
        "kits.Kit": "title",
        "kits.KitName": "title introduction",
        "screens.Screen": "name format location placement",
        "recalls.Recall": "*",
        "recalls.RecallRecipient": "evidence unanswered_reason",
        "holdings.TakeDownNotice": "*",
        "holdings.UseReport": "*",
        "acquisition.RightsRequest": "*",
    },
}
KNOWN = {f"{where}.{name}" for rows in NEVER_PUBLIC.values() for where, names in rows.items() for name in names.split()}


def list_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith(APPS)]


def find_unlisted(chosen: Iterable[type[models.Model]]) -> list[str]:
    """Return the text fields that are no segments, have no field for each language and aren't listed with a reason."""
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
    assert find_unlisted(list_models()) == [], (
        "New text field. If it is public, name it in translatable_fields (a page) or in the app's translation.py (a "
        "row's name). If not, add it to NEVER_PUBLIC in this file with the reason."
    )


def test_never_public_lists_only_fields_that_exist() -> None:
    there = {f"{model._meta.label}.{field.name}" for model in list_models() for field in model._meta.concrete_fields}
    there |= {f"{model._meta.label}.*" for model in list_models()} | {
        f"{model._meta.app_label}.*" for model in list_models()
    }

    assert KNOWN - there == set()


def test_field_missing_from_a_page_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes the class itself: Django would keep a subclass, and later tests would find each story twice."""
    fields = [name for name in StoryPage.translatable_fields if name not in {"picture_caption", "body", "title"}]
    monkeypatch.setattr(StoryPage, "translatable_fields", fields)

    assert find_unlisted([StoryPage]) == [
        "stories.StoryPage.title",
        "stories.StoryPage.body",
        "stories.StoryPage.picture_caption",
    ]


@isolate_apps("cms.campaign")
def test_model_with_public_texts_is_found() -> None:
    class Anniversary(models.Model):
        slug = models.SlugField()
        day = models.DateField()
        wording = models.TextField()
        lines = models.JSONField()

        class Meta:
            app_label = "campaign"

        def __str__(self) -> str:
            return self.slug

    assert find_unlisted([Anniversary]) == ["campaign.Anniversary.wording", "campaign.Anniversary.lines"]


def test_every_text_of_a_page_is_a_segment_once() -> None:
    pages = [model for model in list_models() if issubclass(model, BasePage)]

    for model in pages:
        assert len(set(model.translatable_fields)) == len(model.translatable_fields), model
        assert set(model.subtitle_fields) <= set(model.translatable_fields), model
        assert all(isinstance(model._meta.get_field(name), TEXT_FIELDS) for name in model.translatable_fields), model


# --- blocks ---

CHOICES = (
    *(ImageChooserBlock, DocumentChooserBlock, blocks.PageChooserBlock),
    *(blocks.BooleanBlock, blocks.ChoiceBlock, blocks.DateBlock, blocks.URLBlock, StartBlock),
)
"""Blocks that choose and have no words of their own: the same in all languages, and approved with the texts."""


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


def test_unknown_block_is_found_at_any_depth() -> None:
    class Wider(BodyBlock):
        raw = blocks.RawHTMLBlock()
        plan = blocks.StructBlock([("rows", blocks.ListBlock(blocks.StructBlock([("link", blocks.EmailBlock())])))])

    assert find_unknown_blocks(Wider()) == ["raw: RawHTMLBlock", "plan.rows.link: EmailBlock"]


# --- pages without approved texts of their own ---


@pytest.mark.parametrize("path", ["/vi/", "/vi/stories/", "/vi/rebuttals/"])
def test_index_and_home_page_show_no_unapproved_texts_of_their_own(desk: Desk, path: str) -> None:
    page = Page.objects.get(url_path=path).specific
    own = {"title": "tên-riêng", "search_description": "mô-tả", "seo_title": "tên-máy"}
    if page.kind:  # a home page's description needs approval, so that it can't be saved here
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
