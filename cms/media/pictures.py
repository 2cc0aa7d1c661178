"""Pages' pictures as the public site shows them: in a head, and in cards of a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from cms.media.models import CampaignImage, CampaignRendition, FileKind, FileUse
from cms.media.pictured import PicturedMixin
from cms.media.rights import may_show_image

HEAD_KILOBYTES, CARD_KILOBYTES = 40, 30
"""The most bytes of the picture of a head, or of a card, as it is sent."""


@dataclass(frozen=True)
class PicturePlace:
    """A place for pictures, as filters of renditions: small and large as WebP, and one JPEG for old browsers.

    A head shows the whole picture: cropping changes what a document says. A card has its middle or its focal point.
    """

    small: str
    large: str
    old: str

    @property
    def filters(self) -> tuple[str, str, str]:
        return (self.small, self.large, self.old)


HEAD = PicturePlace(
    small=f"max-560x420|format-webp|atmost-{HEAD_KILOBYTES}",
    large=f"max-1120x840|format-webp|atmost-{HEAD_KILOBYTES}",
    old=f"max-800x600|format-jpeg|atmost-{HEAD_KILOBYTES}",
)
CARD = PicturePlace(
    small=f"fill-400x225|format-webp|atmost-{CARD_KILOBYTES}",
    large=f"fill-800x450|format-webp|atmost-{CARD_KILOBYTES}",
    old=f"fill-400x225|format-jpeg|atmost-{CARD_KILOBYTES}",
)


@dataclass(frozen=True)
class ShownPicture:
    """A picture in the sizes that browsers choose from, with its credit in the active language."""

    small: CampaignRendition
    large: CampaignRendition
    old: CampaignRendition
    credit: str

    @property
    def srcset(self) -> str:
        """The addresses with their widths; one without a width where the picture isn't wider."""
        if self.small.width == self.large.width:
            return str(self.large.url)
        return f"{self.small.url} {self.small.width}w, {self.large.url} {self.large.width}w"


def show_head(page: PicturedMixin, *, on: date) -> ShownPicture | None:
    """Return the page's own picture for its head, in one query; None if it has none that may be shown on that day."""
    image = _read_picture(page)
    return _show(image, HEAD) if image is not None and may_show_image(image, on=on) else None


def _read_picture(page: PicturedMixin) -> CampaignImage | None:
    """Return the page's picture, read with its sizes for the head the first time that it is asked for."""
    key = page.picture_id
    if key is not None and not page._meta.get_field("picture").is_cached(page):
        page.picture = _read_images({key}, HEAD).get(key)
    return page.picture


def find_images(page_ids: Iterable[int]) -> dict[int, int]:
    """Return the keys of the images that are live pages' own pictures, by page (one query)."""
    uses = FileUse.objects.filter(kind=FileKind.IMAGE, is_picture=True, page_id__in=list(page_ids))
    return dict(uses.values_list("page_id", "object_id"))


def make_image_query() -> Subquery:
    """Return what annotates rows with a ``page`` with the key of the image that is its own picture."""
    uses = FileUse.objects.filter(kind=FileKind.IMAGE, is_picture=True, page=OuterRef("page"))
    return Subquery(uses.values("object_id")[:1])


def show_cards(image_of: Mapping[int, int], *, on: date) -> dict[int, ShownPicture]:
    """Return the pictures of pages for cards, by page: one query, and more only when a picture is shown first.

    Pages whose picture may not be shown on that day are left out.
    """
    if not image_of:
        return {}
    images = _read_images(set(image_of.values()), CARD)
    shown = {key: _show(image, CARD) for key, image in images.items() if may_show_image(image, on=on)}
    return {page_id: shown[key] for page_id, key in image_of.items() if key in shown}


def _read_images(keys: set[int], place: PicturePlace) -> dict[int, CampaignImage]:
    """Return the images with those of their renditions that are shown in this place."""
    renditions = CampaignRendition.objects.filter(image_id__in=keys, filter_spec__in=place.filters)
    found: dict[int, CampaignImage] = {}
    ready: dict[int, list[CampaignRendition]] = {}
    for rendition in renditions.select_related("image"):
        found.setdefault(rendition.image_id, rendition.image)
        ready.setdefault(rendition.image_id, []).append(rendition)
    found |= CampaignImage.objects.in_bulk(keys - found.keys()) if keys - found.keys() else {}
    for key, image in found.items():
        image.prefetched_renditions = ready.get(key, [])
    return found


def _show(image: CampaignImage, place: PicturePlace) -> ShownPicture:
    made = image.get_renditions(*place.filters)
    small, large, old = (made[spec] for spec in place.filters)
    return ShownPicture(small=small, large=large, old=old, credit=str(image.credit or ""))
