"""Recorded readings: which recording a page plays, and how readers are told of it."""

from dataclasses import dataclass

from django.urls import reverse
from wagtail.models import Page

from cms.change_requests.change_request import find_requests
from cms.core.models import BasePage
from cms.media.models import Consent, FileKind, PageReading, ReadAloudMixin
from cms.media.usage import FileRef
from translations.lengths import write_length

READINGS = "readings"


@dataclass(frozen=True)
class DisplayedReading:
    """A recording as its page offers it. ``is_older``: the page was published again since."""

    url: str
    media_type: str
    size: int
    duration: str
    is_older: bool


def get_reading(page: BasePage) -> PageReading | None:
    """Return the reading of the page in its own language, unless who is heard refused (one query)."""
    if not isinstance(page, ReadAloudMixin) or READINGS in page.unused:
        return None
    readings = PageReading.objects.filter(
        page__translation_key=page.translation_key, language=page.locale.language_code
    ).exclude(recording__consent=Consent.REFUSED)
    return readings.select_related("recording").first()


def display_reading(page: BasePage) -> DisplayedReading | None:
    """Return what the page says of its recording; None without one."""
    reading = get_reading(page)
    if reading is None:
        return None
    recording, language = reading.recording, page.locale.language_code
    published = page.last_published_at
    return DisplayedReading(
        url=reverse("media", args=[recording.file.name]),
        media_type=recording.media_type,
        size=recording.size,
        duration=write_length(recording.duration, language=language) if recording.duration else "",
        is_older=published is not None and published > reading.added_at,
    )


def find_recordings(page: object) -> list[FileRef]:
    """Return the recording of a page; registered with the media library."""
    if not isinstance(page, BasePage) or page.pk is None:
        return []
    reading = get_reading(page)
    return [FileRef(FileKind.RECORDING, reading.recording_id)] if reading else []


def find_page(reading: PageReading) -> BasePage | None:
    """Return the page that is read aloud, in the language of the reading; None if there is none yet."""
    pages = Page.objects.filter(
        translation_key=reading.page.translation_key, locale__language_code=reading.language
    ).specific()
    found = pages.first()
    return found if isinstance(found, BasePage) else None


def is_in_reading(kind: str, object_id: int) -> bool:
    """Return whether the file is the recording of a reading, or of one that waits for approval."""
    if kind != FileKind.RECORDING:
        return False
    readings = PageReading.objects.filter(recording_id=object_id)
    return readings.exists() or find_requests(PageReading).filter(after__recording=object_id).exists()
