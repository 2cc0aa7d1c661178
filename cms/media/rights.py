"""Rights to pictures and films as they are recorded with the file, and the files of a page that may not be used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from cms.change_requests.guards import empties
from cms.core.rights import UNLIMITED, WORLD, Rights, may_be_used
from cms.media.models import CampaignImage, Consent, FileKind, FilmMaster, Recording, RightsRecord
from cms.media.usage import FileRef

DECIDING_FIELDS = ("consent", "territories", "rights_until")
"""The fields of a picture that decide whether it may be shown."""


def get_image_rights(image: CampaignImage) -> tuple[Rights, ...]:
    """Return a right for each country recorded, or one for the world; none if those shown refuse."""
    if image.consent == Consent.REFUSED:
        return ()
    return tuple(Rights(code, None, image.rights_until) for code in image.territories.split() or [WORLD])


def get_recording_rights(recording: Recording) -> tuple[Rights, ...]:
    """Return the right to hear the recording everywhere; none if who is heard refuses."""
    return () if recording.consent == Consent.REFUSED else UNLIMITED


def may_show_image(image: CampaignImage, *, on: date) -> bool:
    """Return whether public pages may show the picture on that day."""
    return may_be_used(get_image_rights(image), territory=WORLD, on=on)


def is_removal(before: Any, after: Any, name: str) -> bool:
    """Return whether the change of a field of a picture or film only takes away; the guard of both asks."""
    old, new = getattr(before, name), getattr(after, name)
    if name == "consent":
        return bool(old != Consent.REFUSED)
    if name == "territories":
        return not old or (bool(new) and set(new.split()) <= set(old.split()))
    if name == "rights_until":
        return old is None or (new is not None and new <= old)
    return empties(before, after, name)


def may_serve_image(image_id: int, at: datetime) -> bool:
    """Return whether the public may read the picture's files at that moment; registered with the media library."""
    image = CampaignImage.objects.filter(pk=image_id).first()
    return image is not None and may_show_image(image, on=timezone.localdate(at))


def find_unusable(files: Iterable[FileRef], *, on: date) -> list[str]:
    """Return the titles of those of the pictures and films that no public page may show on that day."""
    refs = list(files)
    images = CampaignImage.objects.filter(pk__in=[ref.object_id for ref in refs if ref.kind == FileKind.IMAGE])
    masters = FilmMaster.objects.filter(pk__in=[ref.object_id for ref in refs if ref.kind == FileKind.MASTER])
    recordings = Recording.objects.filter(pk__in=[ref.object_id for ref in refs if ref.kind == FileKind.RECORDING])
    refused: list[FilmMaster | Recording] = [
        *masters.filter(consent=Consent.REFUSED).order_by("pk"),
        *recordings.filter(consent=Consent.REFUSED).order_by("pk"),
    ]
    return [image.title for image in images.order_by("pk") if not may_show_image(image, on=on)] + [
        record.title for record in refused
    ]


def may_serve_recording(recording_id: int, at: datetime) -> bool:
    """Return whether the public may hear the recording; registered with the media library."""
    return Recording.objects.filter(pk=recording_id).exclude(consent=Consent.REFUSED).exists()


@dataclass(frozen=True)
class IncompleteRecord:
    """A picture or film of whose rights something isn't recorded; ``missing`` are the names of the fields."""

    title: str
    missing: tuple[str, ...]

    def __str__(self) -> str:
        return f"“{self.title}” ({', '.join(self.missing)})"


def find_missing(record: RightsRecord) -> tuple[str, ...]:
    """Return the names of what has to be recorded before the picture or film may go live, in the active language."""
    return record.get_missing()


def find_unrecorded(files: Iterable[FileRef]) -> list[IncompleteRecord]:
    """Return those of the pictures and films of whose rights something isn't recorded."""
    refs = list(files)
    images = CampaignImage.objects.filter(pk__in=[ref.object_id for ref in refs if ref.kind == FileKind.IMAGE])
    masters = FilmMaster.objects.filter(pk__in=[ref.object_id for ref in refs if ref.kind == FileKind.MASTER])
    recordings = Recording.objects.filter(pk__in=[ref.object_id for ref in refs if ref.kind == FileKind.RECORDING])
    records: list[CampaignImage | FilmMaster | Recording] = [
        *images.order_by("pk"),
        *masters.order_by("pk"),
        *recordings.order_by("pk"),
    ]
    return [IncompleteRecord(record.title, missing) for record in records if (missing := find_missing(record))]
