"""Every value of a row that the public reads is guarded: one person alone can take it away, but not change it.

Pages aren't rows in this sense: they go live only as the revision that a second person approved. For all other models,
a marker is written into each text field, and whatever then appears in public has to be guarded.
"""

import re
from collections.abc import Iterator
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from cms.calls.models import CallPage
from cms.campaign.indicator_values import confirm
from cms.campaign.loading import load_campaign
from cms.campaign.models import EvidenceKind, Place, Subject
from cms.change_requests.guards import list_guards, list_own_fields
from cms.core.cached_pages import forget_pages
from cms.jobs.queue import run_pending_jobs
from cms.stories.models import StoryPage
from outreach.kits.editions import request_edition
from tests.architecture.world import World, make_world
from tests.factories import ContactChannelFactory
from tests.pages.factories import BODY, PublicSite

pytestmark = pytest.mark.django_db

APPS = (
    *("campaign", "media", "films", "facts", "stories", "calls", "rebuttals", "events", "participation", "press"),
    *("pages", "core"),
    "wagtailredirects",
)
BEGINNINGS = ("/vi/", "/en/", "/ko/", "/sitemap.xml", "/sitemap-vi.xml", "/vi/search/?q=M", "/vi/gone/", "/robots.txt")
LINK = re.compile(r"""(?:(?:href|src|content)="|<loc>)(?:https?://[^/"<]+)?(/[^"<#]*)""")
# Models and fields that change in public by two people otherwise than by a change request.
TWO_PEOPLE = {
    "facts.FactVersion": "proposed by one person, approved by another (facts/register.py)",
    "facts.ContactChannel": "the same (facts/channels.py)",
    "campaign.IndicatorValue": "entered by one person, confirmed by another (campaign/indicator_values.py)",
    "core.Posting": "written with the approved page",
    "core.SearchEntry": "written with the approved page",
    "core.SearchItem": "written with the approved page",
    "core.CorrectionDate": "written with the approved page",
    "media.FileUse": "written with the approved page",
    "media.CampaignRendition": "made from the image",
    "media.CampaignImage.file": "can't be replaced while a live page shows it (media/usage.py)",
    "media.CampaignDocument.file": "the same",
    "media.FilmMaster.file": "the same",
    "media.Recording.file": "the same",
}
NOT_PUBLIC = {
    "core.PublicVersion": "a counter",
    "core.ScheduledVersion": "a counter",
    "core.Front": "an address inside, for the scheduler",
    "core.EditorSave": "for the editor",
    "facts.Fact": "the label is for the desk; key and kind can't be changed",
    "facts.ChannelProposal": "for the desk",
    "facts.Revocation": "for the desk",
    "films.RightsWindow.note": "for the desk",
    "films.RightsWindow.licensor": "for the desk",
    "films.RightsWindow.is_exclusive": "for the desk: it decides what is named as a conflict",
    "films.RightsWindow.agreement": "for the desk",
    "media.CampaignImage.title": "for the desk",
    "media.CampaignImage.description": "for the desk: alternative texts belong to the page",
    "media.CampaignImage.collection": "for the desk",
    "media.CampaignImage.tags": "for the desk",
    "media.CampaignImage.rights_holder": "for the desk",
    "media.CampaignImage.licence": "for the desk",
    "media.CampaignImage.is_demonstration": "for the desk",
    "media.CampaignDocument.title": "for the desk: the page has the link's text",
    "media.CampaignDocument.credit": "for the desk",
    "media.CampaignDocument.collection": "for the desk",
    "media.CampaignDocument.tags": "for the desk",
    "media.CampaignDocument.is_demonstration": "for the desk",
    "media.MasterUpload": "for the desk",
    "media.FilmMaster.title": "for the desk",
    "media.FilmMaster.duration": "measured from the file",
    "media.FilmMaster.rights_holder": "for the desk",
    "media.FilmMaster.licence": "for the desk",
    "media.FilmMaster.is_demonstration": "for the desk",
    "media.Recording.title": "for the desk",
    "media.Recording.rights_holder": "for the desk",
    "media.Recording.licence": "for the desk",
    "media.Recording.is_demonstration": "for the desk",
    "films.BroadcastSlot.note": "for the desk",
    "films.BroadcastSlot.audience": "for the desk",
    "films.BroadcastSlot.evidence": "for the desk",
    "wagtailredirects.Redirect": "used only where no page is found",
}
# Outreach's own values that holders and screens get.
LABELS = {
    "kits.Kit.title": "a label of 120 letters, in which no contact can be typed (outreach/kits/forms.py)",
    "kits.KitName.title": "approved by a second person (outreach/kits/names.py)",
    "kits.KitName.introduction": "the same",
    "kits.KitFile.title": "the title of the approved item",
    "organisations.Organisation.name_vi": "the recipient's own name",
    "organisations.Organisation.name_ko": "the same",
    "posters.Poster.title": "the title of the approved item",
    "screens.Screen.name": "the name by which the operator knows its own screen",
}
HANDED_OUT = ("kits", "organisations", "screens", "posters", "links")
NOT_FREE = ("time_zone", "territories")
# What the programs write: keys, digests, places of files, and choices.
WRITTEN_BY_PROGRAM = re.compile(
    r"(?:.*_)?(?:key|kind|sha256|digest|storage_name|media_type|language|path|role|revision|source"
    r"|code|format|template|country|prefix)"
)
FORMS = ("/admin", "/accounts", "/static", "/language/")


def publish_one_of_each(site: PublicSite) -> None:
    """Publish pages that show a row of every kind: picture, document, film, contact, topic, place and evidence."""
    load_campaign()
    world = make_world()
    image, document = world.things["image"], world.things["document"]
    hours = [{"day": 0, "opens": "08:00", "closes": "17:00"}]
    channel = ContactChannelFactory(verified=True, facts=[world.things["fact"]], opening_hours=hours, country="KR")
    body = [
        *BODY,
        ("image", {"image": image, "alternative_text": "Một bức ảnh", "caption": "Ảnh"}),
        ("file", {"document": document, "label": "Mẫu đơn"}),
    ]
    subjects = list(Subject.objects.all())
    site.publish(StoryPage, slug="truyen", body=body, picture=image, places=[Place.objects.first()], subjects=subjects)
    value = world.things["indicator_value"]
    confirm(value=value, by=site.publisher, at=timezone.now())
    evidence = list(EvidenceKind.objects.all())
    places = list(Place.objects.all()[:1])
    site.publish(CallPage, slug="loi-goi", contacts=[channel], evidence_sought=evidence, places=places)


def list_rows(apps_named: tuple[str, ...] = APPS) -> Iterator[type[models.Model]]:
    """Yield the models of these apps that aren't pages, links between rows or read models."""
    for model in apps.get_models():
        if model._meta.app_label in apps_named and not issubclass(model, Page) and not model._meta.auto_created:
            yield model


def write_markers(apps_named: tuple[str, ...] = APPS) -> dict[str, str]:
    """Write a marker into every text field of every row; return the fields by marker."""
    written: dict[str, str] = {}
    for model in list_rows(apps_named):
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField)
            marker = f"M{len(written):03}Q"
            if (
                not is_text
                or field.name in NOT_FREE
                or (apps_named is HANDED_OUT and WRITTEN_BY_PROGRAM.fullmatch(field.name))
                or not field.editable
                or field.choices
                or (field.max_length or 99) < len(marker)
            ):
                continue
            try:
                with transaction.atomic():
                    model._default_manager.update(**{field.name: marker})
            except (
                DatabaseError
            ):  # a finished edition, or a unique field of several rows: what the public reads isn't unique
                continue
            written[marker] = f"{model._meta.label}.{field.name}"
    return written


def read_public_site() -> str:
    """Return everything that an anonymous reader gets by following links, as one text."""
    client, waiting, seen, texts = Client(), list(BEGINNINGS), set(BEGINNINGS), []
    while waiting:
        answer = client.get(waiting.pop(), follow=True)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        texts.append(content.decode(errors="replace"))
        for address in LINK.findall(texts[-1]):
            if address not in seen and not address.startswith(FORMS):
                seen.add(address)
                waiting.append(address)
    assert len(seen) > 3 * len(BEGINNINGS)
    return "\n".join(texts)


def read_handed_out(world: World) -> str:
    """Return the start page of a kit's new edition and the feed of a screen, as one text."""
    edition = request_edition(kit=world.things["kit"], organisation=world.things["mission"], by=None, at=timezone.now())
    run_pending_jobs()
    edition.refresh_from_db()
    with default_storage.open(edition.storage_name) as file, ZipFile(file) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith((".html", ".json"))]
    screen = world.things["screen"]
    key = {"Authorization": f"Bearer {world.things['token']}"}
    feed = Client().get(f"/api/v1/screens/{screen.key}/feed.mrss", headers=key)
    assert feed.status_code == 200
    return "\n".join([*pages, feed.content.decode()])


def is_in(name: str, rules: dict[str, str]) -> bool:
    """Return whether the field, or its whole model, is among the rules."""
    return name in rules or name.rpartition(".")[0] in rules


def list_guarded() -> set[str]:
    return {f"{guard.model._meta.label}.{name}" for guard in list_guards() for name in guard.fields}


def test_one_person_alone_changes_no_text_of_a_row_that_the_public_reads(site: PublicSite) -> None:
    publish_one_of_each(site)
    written = write_markers()
    forget_pages()

    text = read_public_site()

    public = {name for marker, name in written.items() if marker in text}
    assert {name for name in public - list_guarded() if not is_in(name, TWO_PEOPLE)} == set()
    # An unguarded value would have been found.
    assert {"campaign.Campaign.short_name_vi", "media.CampaignImage.credit_vi"} <= public
    assert {"campaign.IndicatorValue.source_vi", "campaign.Indicator.name_vi", "campaign.Subject.name_vi"} <= public


def test_every_value_of_a_row_has_a_guard_or_another_rule() -> None:
    fields = {
        f"{model._meta.label}.{name}"
        for model in list_rows()
        for name in (*list_own_fields(model), *(field.name for field in model._meta.local_many_to_many))
    }

    unknown = {name for name in fields - list_guarded() if not is_in(name, TWO_PEOPLE) and not is_in(name, NOT_PUBLIC)}
    assert unknown == set()


def test_holders_and_screens_get_no_text_of_one_person_but_labels() -> None:
    world = make_world()
    written = write_markers(HANDED_OUT)

    text = read_handed_out(world)

    found = {name for marker, name in written.items() if marker in text}
    assert found - LABELS.keys() == set()
    # An unguarded value would have been found.
    assert "kits.Kit.title" in found
