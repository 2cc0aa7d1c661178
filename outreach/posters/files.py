"""Files of posters made for an organisation, for kits."""

import uuid

from outreach.posters.models import WAS_RELEASED, Poster, PosterFile


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
