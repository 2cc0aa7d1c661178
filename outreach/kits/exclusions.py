"""Exclusions: parts of a kit that are not in an edition, each with a reason as a code and as a sentence."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExclusionReason(models.TextChoices):
    NOT_APPROVED = "not_approved", _("It isn't approved in this language.")
    WITHDRAWN = "withdrawn", _("It was withdrawn.")
    NO_RIGHTS = "no_rights", _("There are no rights to show it in your territory now.")
    NO_FILM = "no_film", _("There is no film file to deliver.")
    NO_SUBTITLES = "no_subtitles", _("There are no approved subtitles in this language.")
    NO_POSTER = "no_poster", _("No poster of it was released in this language.")


class ItemPart(models.TextChoices):
    TEXT = "text", _("The text")
    POSTER = "poster", _("Poster")
    SUBTITLES = "subtitles", _("Subtitles")
    FILM = "film", _("Film")
    PICTURE = "picture", _("Picture")


@dataclass(frozen=True)
class Exclusion:
    """A part of an item that isn't in an edition; ``detail`` adds to the reason, such as countries without rights."""

    kind: str
    key: str
    title: str
    language: str
    part: ItemPart
    reason: ExclusionReason
    detail: str = ""

    @property
    def sentence(self) -> str:
        """Reason and detail as a sentence in the active language."""
        return f"{self.reason.label} ({self.detail})" if self.detail else str(self.reason.label)
