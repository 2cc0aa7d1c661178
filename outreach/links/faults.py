from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckFault(models.TextChoices):
    """The way in which a code, followed to its end, fails its reader."""

    NO_ANSWER = "no_answer", _("No answer")
    WRONG_ANSWER = "wrong_answer", _("An error instead of a page")
    FOREIGN_HOST = "foreign_host", _("Ends at an address that isn't ours")
    ENDLESS = "endless", _("Goes on without an end")
