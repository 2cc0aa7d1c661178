"""The card that other sites show when somebody shares a page, made of the page as it is live."""

from dataclasses import asdict
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.campaign.models import Campaign
from cms.core.models import BasePage
from cms.core.page_layout import KIND_NAMES, SECTIONS
from cms.core.scenes import choose_scene, read_drawing
from cms.credentials.approved_words import find_approved_words
from cms.credentials.kept import digest_input, keep_signed
from cms.credentials.models import MadeAs
from cms.credentials.signing import Origin
from cms.facts.rendering import write_facts
from cms.media.models import CampaignImage
from cms.media.rights import may_show_image
from cms.render.share_card import HEIGHT, MEDIA_TYPE, WIDTH, CardWords, make_card
from translations.campaign.reading import get_folder

_KEPT = 64
_draw = lru_cache(maxsize=_KEPT)(make_card)
"""Cards without a photograph are kept for a while: kits of many organisations have the same."""
PICTURE = f"fill-{WIDTH}x{HEIGHT}|format-jpeg"


def write_card(page: BasePage, *, on: date, with_photograph: bool = True) -> bytes:
    """Return the card of a live page as signed JPEG; its picture only if it may be shown on that day.

    Without a photograph it has a drawing, also if there is one.
    """
    language = page.locale.language_code
    with override(language):
        words = _write_words(page, campaign=Campaign.objects.first(), language=language)
    image: CampaignImage | None = getattr(page, "picture", None) if with_photograph else None
    photograph = _read(image) if image is not None and may_show_image(image, on=on) else b""
    drawing = "" if photograph else read_drawing(choose_scene(_get_kind(page), page.translation_key))
    draw = make_card if photograph else _draw
    card = draw(words=words, language=language, drawing=drawing, photograph=photograph)
    return keep_signed(
        lambda: card,
        input_digest=digest_input(card=sha256(card).hexdigest(), page=page.pk, revision=page.live_revision_id),
        media_type=MEDIA_TYPE,
        origin=_describe_origin(page, words),
        at=timezone.now(),
    )


def _describe_origin(page: BasePage, words: CardWords) -> Origin:
    approved = find_approved_words(page)
    return Origin(
        made_as=MadeAs.SHARE_CARD,
        item_kind=_get_kind(page),
        item_key=str(page.translation_key),
        language=page.locale.language_code,
        words_digest=digest_input(**asdict(words)),
        item_revision=approved.revision,
        approved_at=approved.approved_at,
    )


def _write_words(page: BasePage, *, campaign: Campaign | None, language: str) -> CardWords:
    name = campaign.short_name if campaign else get_folder().title
    section = getattr(page, "section", "")
    if page.kind == "home":
        title, kicker = (campaign.name, campaign.motto) if campaign else (name, "")
    elif section:
        title, kicker = str(SECTIONS[section]), ""
    elif not page.kind:
        title, kicker = name, ""  # nobody approves the title of a page that is only structure
    else:
        title, kicker = write_facts(page.title, language=language), str(KIND_NAMES.get(page.kind, ""))
    if campaign is not None and campaign.is_demonstration:
        name = _("%(name)s (demonstration)") % {"name": name}
    return CardWords(title=title, kicker=kicker, campaign=name)


def _get_kind(page: BasePage) -> str:
    return page.kind or cast(str, getattr(page, "lists", ""))


def _read(image: CampaignImage) -> bytes:
    rendition: Any = image.get_rendition(PICTURE)
    with rendition.file.open("rb") as file:
        return cast(bytes, file.read())
