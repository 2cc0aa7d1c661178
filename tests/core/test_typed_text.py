"""Typed text is cleaned by every way in: forms, rich text, the API, imports, and any row that is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.db import models
from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.approvals.translation_drafts import find_translation
from cms.core.typed_text import clean_row, connect
from cms.exchange import exporting
from cms.exchange.archive import Format
from cms.exchange.importing import import_file
from cms.films.models import FilmPage
from cms.media.models import CampaignImage
from cms.stories.models import StoryPage
from cms.translation_desk.forms import name_field
from cms.translation_desk.subtitle_files import import_source
from cms.users.roles import Role
from outreach.organisations.models import Organisation
from outreach.screens.feed import build_rss
from outreach.screens.manifest import Panel
from outreach.screens.models import Screen
from tests.approvals.factories import Desk, accept, get_home, hand_in, make_person, make_source, make_translation
from tests.files.corpus.images import draw
from tests.screens.factories import FORMAT, make_operator
from tests.translation_desk.test_views import sign_in

if TYPE_CHECKING:
    from django.db.models.base import ModelBase

HOSTILE = "Hà\x1d\u202e Nội\ufeff"
CLEAN = "Hà Nội"
APPS = ("cms.", "outreach.")


def find_unclean(chosen: Iterable[Any]) -> list[str]:
    """Return the text fields of these models that keep a hostile text when a row is written."""
    found = []
    for model in chosen:
        fields = [
            field for field in model._meta.concrete_fields if isinstance(field, models.CharField | models.TextField)
        ]
        row = model(**{field.attname: HOSTILE for field in fields if not field.choices})
        for receiver in pre_save._live_receivers(model)[0]:
            if receiver is clean_row:
                receiver(instance=row)
        found += [f"{model._meta.label}.{field.name}" for field in fields if row.__dict__[field.attname] == HOSTILE]
    return found


def list_models() -> list[ModelBase]:
    return [model for model in apps.get_models() if model.__module__.startswith(APPS)]


@pytest.mark.django_db
def test_no_text_field_of_any_model_keeps_an_invisible_character() -> None:
    assert find_unclean(list_models()) == []


@pytest.mark.django_db
def test_walk_over_the_fields_finds_them_without_the_rule() -> None:
    for model in list_models():
        pre_save.disconnect(sender=model, dispatch_uid=f"core.clean_row.{model._meta.label}")
    try:
        assert len(find_unclean(list_models())) > 150
    finally:
        connect()


# --- forms ---


@pytest.mark.django_db
def test_screen_named_with_a_control_character_has_a_feed_that_parses() -> None:
    client, operator = sign_in(make_person(Role.OUTREACH_OFFICER)), make_operator()

    client.post(
        reverse("outreach_screens:add"),
        {"name": HOSTILE, "organisation_key": operator.key, "format": FORMAT, "location": HOSTILE, "is_active": "on"},
    )

    screen = Screen.objects.get()
    assert (screen.name, screen.location) == (CLEAN, CLEAN)
    panel = Panel(key=str(screen.key), name=screen.name, format=screen.format, is_active=True)
    feed = ElementTree.fromstring(build_rss(panel=panel, items=[], base_url="https://host/", address="https://host"))
    assert feed.findtext("channel/title") == CLEAN


def test_page_written_in_the_editor_is_clean_in_title_summary_rich_text_and_blocks(desk: Desk) -> None:
    rich = '{"blocks": [{"key": "a", "text": "Hà\\u001d\\u202e Nội \\\\u001d", "type": "unstyled", "depth": 0, '
    rich += '"inlineStyleRanges": [], "entityRanges": []}], "entityMap": {}}'
    parent = get_home("vi").get_children().get(slug="stories")
    body = [("paragraph", {"text": rich}), ("note", {"text": HOSTILE})]
    data = {"title": HOSTILE, "slug": "ha-noi", "summary": HOSTILE, "body": streamfield(body)}

    sign_in(desk.editor).post(
        reverse("wagtailadmin_pages:add", args=["stories", "storypage", parent.pk]),
        nested_form_data({**data, "corrections": streamfield([]), "topics": [], "comments": inline_formset([])}),
    )

    draft = StoryPage.objects.get(slug="ha-noi").get_latest_revision_as_object()
    assert (draft.title, draft.summary, draft.body[1].value["text"]) == (CLEAN, CLEAN, CLEAN)
    assert "Hà Nội \\u001d" in draft.body[0].value["text"].source


def test_name_of_an_image_in_a_form_with_a_file_is_clean(desk: Desk) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("anh\u202e.png", draw(), "image/png")

    sign_in(desk.editor).post(
        reverse("wagtailimages:add"), {"title": HOSTILE, "file": file, "credit_vi": HOSTILE, "rights_holder": HOSTILE}
    )

    image = CampaignImage.objects.get()
    assert (image.title, image.credit_vi, image.rights_holder) == (CLEAN, CLEAN, CLEAN)
    assert image.file.name == "original_images/anh.png"


@pytest.mark.django_db
def test_words_of_a_search_are_clean_in_the_answer() -> None:
    answer = Client().get("/vi/search/", {"q": HOSTILE})

    assert CLEAN in answer.content.decode() and "\u202e" not in answer.content.decode()


# --- the desk ---


def make_korean(desk: Desk) -> Any:
    story = make_source(desk.editor)
    accept(hand_in(story, desk.editor), desk.publisher)
    make_translation(story, "ko", desk.translator, title="제목")
    return story


def read_korean_title(story: Any) -> str:
    page = find_translation(story.translation_key, "ko")
    return str(page.get_latest_revision_as_object().title) if page else ""


def test_translation_that_is_typed_or_autosaved_is_clean(desk: Desk) -> None:
    story = make_korean(desk)
    translator, url = sign_in(desk.translator), reverse("desk_write", args=[story.translation_key, "ko"])
    base = translator.get(url).context["form"]["base_revision_id"].value()

    translator.post(url, {"base_revision_id": base, name_field("title"): "하\x1d노\u202e이"})

    assert read_korean_title(story) == "하노이"


def test_translation_that_is_imported_is_clean(desk: Desk) -> None:
    story = make_korean(desk)
    exported = exporting.export(work=[(story.translation_key, "ko")], file_format=Format.XLIFF)
    data = exported.data.replace("제목".encode(), "하&#x202E;노이".encode())

    import_file(data=data, name=exported.name, by=desk.translator)

    assert read_korean_title(story) == "하노이"


def test_track_that_is_imported_is_clean(desk: Desk) -> None:
    film = make_source(desk.editor, FilmPage, title="Phim")
    track = "WEBVTT\n\n00:01.000 --> 00:02.000\nHà\u202e Nội\n"

    import_source(page=film, data=track.encode(), base_revision_id=film.latest_revision_id, by=desk.editor)

    film.refresh_from_db()
    subtitles = film.get_latest_revision_as_object().subtitles
    assert "\u202e" not in subtitles and CLEAN in subtitles


@pytest.mark.django_db
def test_row_that_a_command_writes_is_clean() -> None:
    organisation = Organisation.objects.create(kind="mission", name=HOSTILE, country="KR")

    organisation.refresh_from_db()

    assert organisation.name == CLEAN


@pytest.mark.django_db
def test_characters_of_languages_stay_in_a_form() -> None:
    lao = "ນະຄອນ\u200bຫຼວງ \u200e0965\u200f"
    client, operator = sign_in(make_person(Role.OUTREACH_OFFICER)), make_operator()

    client.post(
        reverse("outreach_screens:add"),
        {"name": lao, "organisation_key": operator.key, "format": FORMAT, "is_active": "on"},
    )

    assert Screen.objects.get().name == lao
