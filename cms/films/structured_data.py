"""Films for search engines: schema.org's VideoObject, and entries of the video sitemap.

Only what readers can play on the page today is described, and only with a picture, which both require.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from cms.campaign.models import Campaign
from cms.campaign.structured_data import describe_publisher
from cms.core import page_cache
from cms.core.addresses import absolute
from cms.core.rights import WORLD, Medium, get_last_day
from cms.core.sitemaps import VideoEntry
from cms.facts.rendering import write_facts
from cms.films.models import FilmPage
from cms.films.playback import get_tracks
from cms.films.rights import get_public_versions, get_rights, list_rights
from cms.media.rights import may_show_image
from translations.languages import CODES, get_language_entry

PICTURE = "width-960|format-webp"
"""The form of the still that the page shows, too."""


def describe_video(
    film: FilmPage, *, campaign: Campaign | None, on: date, without: Collection[str] = ()
) -> dict[str, Any] | None:
    """Return the VideoObject of a film's page (https://schema.org/VideoObject); None if nothing can be played there.

    It has no captions in the languages ``without``.
    """
    entry = _make_entry(film, on=on)
    if entry is None:
        return None
    language = entry.language

    def write(text: str) -> str:
        return write_facts(text, language=language, keep_unknown=True)

    captions = [
        {
            "@type": "MediaObject",
            "contentUrl": absolute(track.url),
            "encodingFormat": "text/vtt",
            "inLanguage": track.language.tag,
        }
        for track in get_tracks(film, without=without)
    ]
    return {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": write(entry.title),
        "description": write(entry.description),
        "url": entry.address,
        "inLanguage": get_language_entry(language).tag,
        "thumbnailUrl": [entry.thumbnail],
        "contentUrl": entry.content,
        "uploadDate": entry.published_at.isoformat(),
        **({"duration": f"PT{entry.seconds}S"} if entry.seconds else {}),
        **({"expires": entry.expires_on.isoformat()} if entry.expires_on else {}),
        **({"caption": captions} if captions else {}),
        "publisher": describe_publisher(campaign, language=language),
    }


def list_videos(on: date) -> list[VideoEntry]:
    """Return the films that can be played on this day, in each language; read once for each state of the site."""
    version = page_cache.get_version()
    found: list[VideoEntry] = page_cache.remember(f"videos:{on}", lambda: list(_read(on)), version=version)
    return found


def _read(on: date) -> Iterator[VideoEntry]:
    films = FilmPage.objects.live().filter(locale__language_code__in=CODES).select_related("locale", "picture")
    for film in films.order_by("path"):
        if entry := _make_entry(film, on=on):
            yield entry


def _make_entry(film: FilmPage, *, on: date) -> VideoEntry | None:
    versions = get_public_versions(film, on=on)
    still = film.picture
    published_at = film.first_published_at
    if not versions or still is None or not may_show_image(still, on=on) or published_at is None:
        return None
    master = versions[0].master
    rights = list_rights(get_rights(film.translation_key), language_tag=versions[0].language_tag)
    return VideoEntry(
        address=absolute(film.url_path),
        language=film.locale.language_code,
        title=film.title,
        description=film.summary or film.title,
        thumbnail=absolute(still.get_rendition(PICTURE).url),
        content=absolute(reverse("media", args=[master.file.name])),
        published_at=published_at,
        seconds=int(master.duration.total_seconds()) if master.duration else None,
        expires_on=get_last_day(rights, territories=[WORLD], on=on, medium=Medium.ONLINE),
    )
