"""Every value of a row that the public reads is guarded: one person alone can take it away, but not change it.

Pages aren't rows in this sense: they go live only as the revision that a second person approved. For all other models,
a marker is written into each text field, and whatever then appears in public has to be guarded.
"""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import IntegrityError, models, transaction
from django.test import Client
from wagtail.models import Page

from cms.calls.models import CallPage
from cms.campaign.loading import load_campaign
from cms.campaign.models import EvidenceKind, Province
from cms.change_requests.guards import list_guards
from cms.stories.models import StoryPage
from tests.architecture.world import make_world
from tests.factories import ContactChannelFactory
from tests.pages.factories import BODY, PublicSite

pytestmark = pytest.mark.django_db

APPS = ("campaign", "media", "films", "facts", "stories", "calls", "rebuttals", "pages", "core", "wagtailredirects")
BEGINNINGS = ("/vi/", "/en/", "/ko/", "/sitemap.xml", "/sitemap-vi.xml", "/vi/search/?q=M", "/vi/gone/", "/robots.txt")
LINK = re.compile(r"""(?:href|src|content)="(/[^"#]*)["#]""")
OTHER_RULES = {
    "core.PublicVersion": "a counter",
    "core.SearchEntry": "written with the approved page",
    "media.FileUse": "written with the approved page",
    "media.CampaignRendition": "made from the image",
    "facts.FactVersion": "proposed by one person and approved by another (facts/register.py)",
    "wagtailredirects.Redirect": "used only where no page is found",
    "campaign.Campaign.name": "read from the column of a language, as are the following six",
    "campaign.Campaign.short_name": "",
    "campaign.Campaign.motto": "",
    "campaign.Campaign.desk_name": "",
    "campaign.Topic.name": "",
    "campaign.EvidenceKind.name": "",
    "campaign.EvidenceKind.help": "",
    "campaign.Province.name": "",
    "campaign.Phase.name": "",
    "campaign.Phase.goal": "",
    "campaign.KeyDate.name": "",
    "media.CampaignImage.credit": "",
    "media.CampaignImage.file": "can't be replaced while a live page shows it (media/usage.py)",
    "media.CampaignDocument.file": "can't be replaced while a live page links to it",
    "media.FilmMaster.file": "can't be replaced while a live page shows it",
    "media.CampaignImage.title": "for the desk",
    "media.CampaignImage.description": "for the desk: alternative texts belong to the page",
    "media.CampaignImage.collection": "for the desk",
    "media.CampaignImage.tags": "for the desk",
    "media.CampaignImage.is_demonstration": "for the desk",
    "media.CampaignDocument.title": "for the desk: the page has the link's text",
    "media.CampaignDocument.credit": "for the desk",
    "media.CampaignDocument.collection": "for the desk",
    "media.CampaignDocument.tags": "for the desk",
    "media.CampaignDocument.is_demonstration": "for the desk",
    "media.FilmMaster.title": "for the desk",
    "media.FilmMaster.duration": "measured from the file",
    "media.FilmMaster.is_demonstration": "for the desk",
}
"""Values of rows that need no guard, with the reason."""
FORMS = ("/admin", "/accounts", "/static", "/language/")


def publish_one_of_each(site: PublicSite) -> None:
    """Publish pages that show a row of every kind: picture, document, film, contact, topic, place and evidence."""
    load_campaign()
    world = make_world()
    image, document = world.things["image"], world.things["document"]
    channel = ContactChannelFactory(verified=True, facts=[world.things["fact"]], hours_vi="Thứ Hai", country="KR")
    body = [
        *BODY,
        ("image", {"image": image, "alternative_text": "Một bức ảnh", "caption": "Ảnh"}),
        ("file", {"document": document, "label": "Mẫu đơn"}),
    ]
    site.publish(StoryPage, slug="truyen", body=body, main_image=image, places=[Province.objects.first()])
    evidence = list(EvidenceKind.objects.all())
    site.publish(CallPage, slug="loi-goi", contacts=[channel], evidence_sought=evidence)


def list_rows() -> Iterator[type[models.Model]]:
    """Yield the models of the content apps that aren't pages, links between rows or read models."""
    for model in apps.get_models():
        if model._meta.app_label in APPS and not issubclass(model, Page) and not model._meta.auto_created:
            yield model


def write_markers() -> dict[str, str]:
    """Write a marker into every text field of every row; return the fields by marker."""
    written: dict[str, str] = {}
    for model in list_rows():
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, models.SlugField)
            marker = f"M{len(written):03}Q"
            if not is_text or not field.editable or field.choices or (field.max_length or 99) < len(marker):
                continue
            try:
                with transaction.atomic():
                    model._default_manager.update(**{field.name: marker})
            except IntegrityError:  # a unique field of several rows: what the public reads isn't unique
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


def find_unguarded(written: dict[str, str], text: str, guarded: set[str]) -> set[str]:
    return {name for marker, name in written.items() if marker in text} - guarded


def list_guarded() -> set[str]:
    return {f"{guard.model._meta.label}.{name}" for guard in list_guards() for name in guard.fields}


def test_one_person_alone_changes_no_text_of_a_row_that_the_public_reads(site: PublicSite) -> None:
    publish_one_of_each(site)
    written = write_markers()
    cache.clear()

    public = read_public_site()

    assert find_unguarded(written, public, list_guarded()) == set()
    assert {"campaign.Campaign.short_name_vi", "media.CampaignImage.credit_vi"} <= find_unguarded(
        written, public, set()
    )


def test_every_value_of_a_row_has_a_guard_or_another_rule() -> None:
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in list_rows()
        for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many)
        if field.editable and not field.primary_key and f"{model._meta.label}.{field.name}" not in list_guarded()
    }

    assert {name for name in fields if name not in OTHER_RULES and name.rpartition(".")[0] not in OTHER_RULES} == set()
