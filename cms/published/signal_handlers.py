"""Connects the signals of pages, the register, films, events and images to the announcement of public changes."""

from django.db.models.signals import post_delete, post_save, pre_save

from cms.events.models import EventCancellation
from cms.facts.signals import channel_changed, fact_changed
from cms.facts.usage import get_page_models
from cms.films.models import LanguageVersion, RightsWindow
from cms.media.models import CampaignImage
from cms.published import changes


def connect() -> None:
    """Watch every kind of page, the register, and the films' versions and rights; doing it again changes nothing."""
    for model in get_page_models():
        uid = f"published.{model._meta.label}"
        pre_save.connect(changes.remember_before, sender=model, dispatch_uid=uid)
        post_save.connect(changes.announce_after, sender=model, dispatch_uid=uid)
        post_delete.connect(changes.announce_deleted, sender=model, dispatch_uid=uid)
    fact_changed.connect(changes.announce_fact, dispatch_uid="published.fact")
    channel_changed.connect(changes.announce_channel, dispatch_uid="published.channel")
    post_save.connect(changes.announce_image, sender=CampaignImage, dispatch_uid="published.image")
    post_save.connect(changes.announce_cancellation, sender=EventCancellation, dispatch_uid="published.cancellation")
    for film_model in (LanguageVersion, RightsWindow):
        uid = f"published.{film_model._meta.label}"
        post_save.connect(changes.announce_film, sender=film_model, dispatch_uid=uid)
        post_delete.connect(changes.announce_film, sender=film_model, dispatch_uid=uid)
