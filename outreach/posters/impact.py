from typing import Any

from django.urls import reverse

from cms.core.hooks import Impact
from outreach.posters.models import Poster


def posters_of_page(page: Any) -> list[Impact]:
    """Name the released posters that a change of this page's text makes out of date."""
    posters = (
        Poster.objects.released().of_item(kind=page.kind, key=str(page.translation_key)).order_by("language", "pk")
    )
    return [
        Impact(
            kind="poster", label=str(poster), url=reverse("poster_detail", args=[poster.key]), language=poster.language
        )
        for poster in posters
    ]
