"""Posters in kits are marked when they end, and when they are valid again."""

from typing import Any

from django.utils import timezone

from outreach.kits.poster_files import mark_ended_posters, mark_restored_posters
from outreach.posters.models import Poster


def on_posters_ended(*, posters: list[Poster], **kwargs: Any) -> None:
    mark_ended_posters(at=timezone.now(), posters=posters)


def on_posters_valid(*, posters: list[Poster], **kwargs: Any) -> None:
    mark_restored_posters(posters, at=timezone.now())
