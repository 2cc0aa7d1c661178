"""Reasons for which a file may not leave, in words for partners."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    ORGANISATION_CLOSED = "organisation_closed", _("The organisation's account is closed.")
    EMERGENCY = "emergency", _("All material of the campaign is withdrawn for now.")
    LANGUAGE_WITHDRAWN = "language_withdrawn", _("All material in this language is withdrawn for now.")
    RECALLED = "recalled", _("It was recalled.")
    EMBARGOED = "embargoed", _("It may not be published yet.")
    WITHDRAWN = "withdrawn", _("It was withdrawn.")
    UNREADABLE = "unreadable", _("The file is damaged or missing.")
    NO_RIGHTS = "no_rights", _("There are no rights to show it in your territory now.")
    EXPIRED = "expired", _("The rights to show it have ended.")
    NOT_YET_VALID = "not_yet_valid", _("The time in which it may be shown has not begun.")
    ENDED = "ended", _("The time in which it may be shown has ended.")
    FACT_REVOKED = "fact_revoked", _("A number, date or name in it was withdrawn.")
    FACT_CHANGED = "fact_changed", _("A number, date or name in it was changed.")
    SUPERSEDED = "superseded", _("A newer version has replaced it.")


FOR_RIGHTS = frozenset({Reason.NO_RIGHTS, Reason.EXPIRED, Reason.NOT_YET_VALID})
"""What is said of a film for want of rights, and of nothing else."""
