"""Exclusions as values: the reason as a code and as a sentence. ``plan`` puts them together."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.availability.reasons import Reason


class ExclusionReason(models.TextChoices):
    """A lack of the kit, or a reason for which a file may not leave."""

    NOT_APPROVED = "not_approved", _("It isn't approved in this language.")
    NO_FILM = "no_film", _("There is no film file to deliver.")
    NO_SUBTITLES = "no_subtitles", _("There are no approved subtitles in this language.")
    NO_POSTER = "no_poster", _("No poster of it was released in this language.")
    ORGANISATION_CLOSED = Reason.ORGANISATION_CLOSED.value, Reason.ORGANISATION_CLOSED.label
    EMERGENCY = Reason.EMERGENCY.value, Reason.EMERGENCY.label
    LANGUAGE_WITHDRAWN = Reason.LANGUAGE_WITHDRAWN.value, Reason.LANGUAGE_WITHDRAWN.label
    RECALLED = Reason.RECALLED.value, Reason.RECALLED.label
    EMBARGOED = Reason.EMBARGOED.value, Reason.EMBARGOED.label
    WITHDRAWN = Reason.WITHDRAWN.value, Reason.WITHDRAWN.label
    UNREADABLE = Reason.UNREADABLE.value, Reason.UNREADABLE.label
    NO_RIGHTS = Reason.NO_RIGHTS.value, Reason.NO_RIGHTS.label
    EXPIRED = Reason.EXPIRED.value, Reason.EXPIRED.label
    NOT_YET_VALID = Reason.NOT_YET_VALID.value, Reason.NOT_YET_VALID.label
    ENDED = Reason.ENDED.value, Reason.ENDED.label
    FACT_REVOKED = Reason.FACT_REVOKED.value, Reason.FACT_REVOKED.label
    FACT_CHANGED = Reason.FACT_CHANGED.value, Reason.FACT_CHANGED.label
    SUPERSEDED = Reason.SUPERSEDED.value, Reason.SUPERSEDED.label


class ItemPart(models.TextChoices):
    TEXT = "text", _("The text")
    POSTER = "poster", _("Poster")
    SUBTITLES = "subtitles", _("Subtitles")
    FILM = "film", _("Film")
    PICTURE = "picture", _("Picture")
    DOCUMENT = "document", _("Document")


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
