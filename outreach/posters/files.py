"""Files of released posters, for kits."""

import uuid

from outreach.posters.models import Poster, PosterFile


def files_for(*, organisation_key: uuid.UUID, kind: str, key: str, languages: list[str]) -> list[PosterFile]:
    """Return the files of released posters made for this organisation of this item, in a fixed order."""
    posters = (
        Poster.objects.released()
        .of_organisation(organisation_key)
        .of_item(kind=kind, key=key)
        .filter(language__in=languages, file__isnull=False)
        .select_related("file")
        .order_by("language", "format_code", "placement", "pk")
    )
    return [poster.file for poster in posters]
