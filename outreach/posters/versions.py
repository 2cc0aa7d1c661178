"""Versions of a poster: those of the same place, one after another, and the differences of two."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from outreach.posters.models import PLACE, WAS_RELEASED, Poster, PosterQuerySet


@dataclass(frozen=True)
class VersionDifference:
    """One thing of two versions, and whether it differs. A moment is given as such, a text as it is read."""

    name: Any
    older: Any
    newer: Any

    @property
    def differs(self) -> bool:
        return bool(self.older != self.newer)


def find_versions(poster: Poster) -> PosterQuerySet:
    """Return the other posters that were released for this one's place, newest first."""
    place = {name: getattr(poster, name) for name in PLACE}
    others = Poster.objects.filter(**place, organisation_key=poster.organisation_key, state__in=WAS_RELEASED)
    return others.exclude(pk=poster.pk).select_related("file").order_by("-pk")


def compare_versions(older: Poster, newer: Poster) -> list[VersionDifference]:
    """Return what was approved, when, with which values of the register, and how the files differ."""
    return [
        VersionDifference(_("Title"), older.title, newer.title),
        VersionDifference(_("Text approved at"), older.approved_at, newer.approved_at),
        VersionDifference(_("Approved text (digest)"), older.item_sha256[:12], newer.item_sha256[:12]),
        VersionDifference(_("Words of the poster (digest)"), older.words_digest[:12], newer.words_digest[:12]),
        VersionDifference(_("Values of the register"), _write_facts(older.facts), _write_facts(newer.facts)),
        VersionDifference(_("State"), older.get_state_display(), newer.get_state_display()),
        VersionDifference(_("Released at"), older.released_at, newer.released_at),
        VersionDifference(_("Valid until"), older.ended_at or older.valid_until, newer.ended_at or newer.valid_until),
        VersionDifference("SHA-256", older.file.sha256[:12], newer.file.sha256[:12]),
    ]


def _write_facts(versions: Mapping[str, int]) -> str:
    return ", ".join(f"{key} ({version})" for key, version in sorted(versions.items()))
