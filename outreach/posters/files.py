"""Files of posters and loops made for an organisation, for kits."""

import uuid

from outreach.posters.loops import MP4
from outreach.posters.models import WAS_RELEASED, Loop, LoopFile, LoopState, Poster, PosterFile


def files_for(*, organisation_key: uuid.UUID, kind: str, key: str, languages: list[str]) -> list[PosterFile]:
    """Return the last file of each poster made for this organisation of this item, valid or not, in a fixed order."""
    posters = (
        Poster.objects.of_organisation(organisation_key)
        .of_item(kind=kind, key=key)
        .filter(language__in=languages, file__isnull=False, state__in=WAS_RELEASED)
        .select_related("file")
        .order_by("pk")
    )
    last = {(poster.language, poster.format_code, poster.placement): poster for poster in posters}
    return [poster.file for _place, poster in sorted(last.items())]


def loops_for(*, organisation_key: uuid.UUID, kind: str, key: str, language: str) -> list[LoopFile]:
    """Return the last loop of each place made for this organisation that begins with this text, valid or not.

    As MP4, which carries its signature with it.
    """
    loops = Loop.objects.filter(organisation_key=organisation_key, state=LoopState.RELEASED)
    first = {"parts__position": 0, "parts__poster__item_kind": kind, "parts__poster__item_key": key}
    found = loops.filter(**first, parts__poster__language=language).order_by("pk")
    last = {(loop.format_code, loop.placement): loop.pk for loop in found}
    files = LoopFile.objects.filter(loop__in=last.values(), media_type=MP4).select_related("loop")
    return list(files.order_by("loop__format_code", "loop__placement", "pk"))


def find_loop_digests(posters: list[Poster]) -> frozenset[str]:
    """Return the SHA-256 of the films in which one of these posters is shown."""
    return frozenset(LoopFile.objects.filter(loop__parts__poster__in=posters).values_list("sha256", flat=True))
