"""A poster that is released, or valid again, takes over on the screens of the one before it, and enters playlists."""

from typing import Any

from django.utils import timezone

from outreach.posters.models import Poster
from outreach.screens.playlists import apply_for_poster
from outreach.screens.succession import take_over


def on_posters_valid(*, posters: list[Poster], **kwargs: Any) -> None:
    for poster in posters:
        take_over(poster=poster, at=timezone.now())
        apply_for_poster(poster, at=timezone.now())
