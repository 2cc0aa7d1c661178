"""The released posters of an item that go into an organisation's kit."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.text import slugify

from cms.published import ItemRef
from outreach.posters.files import files_for
from outreach.posters.models import PosterFile


@dataclass(frozen=True)
class KitPoster:
    """A finished file of a poster: ``label`` says where it will hang."""

    name: str
    label: str
    media_type: str
    size: int
    storage_name: str


def get_poster_files(*, organisation_key: UUID, item: ItemRef) -> list[KitPoster]:
    """Return the files of the item's posters that were made for this organisation and are valid now."""
    files = files_for(organisation_key=organisation_key, kind=item.kind, key=item.key, languages=[item.language])
    return [_describe(file) for file in files]


def _describe(file: PosterFile) -> KitPoster:
    poster = file.poster
    place = slugify(poster.placement)[:40] or str(poster.pk)
    return KitPoster(
        name=f"{poster.format_code}-{place}.{file.extension}",
        label=poster.placement,
        media_type=file.media_type,
        size=file.size,
        storage_name=file.storage_name,
    )
