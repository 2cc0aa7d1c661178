"""The released posters of an item that go into an organisation's kit, asked from the room of posters."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from uuid import UUID

from cms.published import ItemRef


@dataclass(frozen=True)
class KitPoster:
    """A finished file of a poster: ``label`` says for which screen or sheet it is."""

    name: str
    label: str
    media_type: str
    size: int
    storage_name: str


def get_poster_files(*, organisation_key: UUID, item: ItemRef) -> Sequence[KitPoster]:
    """Return the files of released posters of exactly this approval, for this organisation."""
    if find_spec("outreach.posters.files") is None:
        return ()
    return [
        KitPoster(
            name=file.name,
            label=file.label,
            media_type=file.media_type,
            size=file.size,
            storage_name=file.storage_name,
        )
        for file in import_module("outreach.posters.files").files_for(organisation_key=organisation_key, item=item)
    ]
