"""Pictures that newsrooms may take in full size: their originals are public while a live page offers them."""

from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from cms.core.models import BasePage
from cms.media.models import CampaignImage, FileKind
from cms.media.rights import may_show_image
from cms.media.usage import FileRef

MATERIAL = "material"
"""The kind of the page that offers pictures. Other pages may have stills too, which aren't for taking."""


def find_offered(page: BasePage) -> list[FileRef]:
    """Return the originals that the page offers; registered with the media library, which decides who may read them."""
    pictures = _list_pictures(page.stills) if page.kind == MATERIAL else []
    return [FileRef(FileKind.ORIGINAL, picture.pk) for picture in pictures]


def list_shown(stills: Any, *, on: date) -> list[Any]:
    """Return the stills whose pictures public pages may show on that day."""
    return [child for child in stills if (image := child.value.get("image")) and may_show_image(image, on=on)]


def prepare_pictures(stills: Any) -> None:
    """Read all sizes of the pictures in one query, instead of one for each."""
    prefetch_related_objects(_list_pictures(stills), "renditions")


def _list_pictures(stills: Any) -> list[CampaignImage]:
    return [child.value["image"] for child in stills if child.value.get("image")]
