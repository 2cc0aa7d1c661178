from typing import Any

from django.utils import timezone

from outreach.kits.poster_files import mark_ended_posters
from outreach.posters.models import Poster, PosterFile


def on_posters_ended(*, posters: list[Poster], **kwargs: Any) -> None:
    files = PosterFile.objects.filter(poster__in=posters)
    mark_ended_posters(at=timezone.now(), sha256s=list(files.values_list("sha256", flat=True)))
