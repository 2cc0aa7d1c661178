"""Why something isn't in an edition: a code for machines, a sentence in each reader's language."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    NOT_APPROVED = "not_approved", _("It isn't approved in this language.")
    WITHDRAWN = "withdrawn", _("It was withdrawn.")
    NO_RIGHTS = "no_rights", _("There are no rights to show it in your territory now.")
    NO_FILM = "no_film", _("There is no film file to hand out.")
    NO_SUBTITLES = "no_subtitles", _("There are no approved subtitles in this language.")
    NO_POSTER = "no_poster", _("No poster of it was released in this language.")


class Part(models.TextChoices):
    TEXT = "text", _("The text")
    POSTER = "poster", _("Poster")
    SUBTITLES = "subtitles", _("Subtitles")
    FILM = "film", _("Film")


@dataclass(frozen=True)
class LeftOut:
    """A part of an item that isn't in the edition. ``detail``: the countries without rights, for example."""

    kind: str
    key: str
    title: str
    language: str
    part: Part
    reason: Reason
    detail: str = ""

    @property
    def sentence(self) -> str:
        """The reason in the active language."""
        return f"{self.reason.label} ({self.detail})" if self.detail else str(self.reason.label)
