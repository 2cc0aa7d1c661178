from typing import Any

from django.utils import timezone

from outreach.posters.models import Poster
from outreach.screens.succession import take_over


def on_posters_valid(*, posters: list[Poster], **kwargs: Any) -> None:
    for poster in posters:
        take_over(poster=poster, at=timezone.now())
