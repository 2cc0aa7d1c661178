"""Reasons for which a reported play isn't counted, in words for operators."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlayFault(models.TextChoices):
    """Why a reported play isn't counted."""

    UNKNOWN_FILE = "unknown_file", _("No file with this SHA-256 was ever on this screen.")
    CLOCK_UNSET = "clock_unset", _("The player's clock isn't set: the play is dated before 2020.")
    FUTURE = "future", _("This play is in the future; the player's clock is wrong.")
    BEFORE_FILE = "before_file", _("This play is dated before the file existed; the player's clock is wrong.")
    NOT_SCHEDULED = "not_scheduled", _("The file was not scheduled on this screen at that time.")
    WITHDRAWN = "withdrawn", _("The file had been taken down by then and must not be shown.")
