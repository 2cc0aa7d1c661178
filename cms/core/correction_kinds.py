"""Kind of a correction, as an editor says of a change of a published page: readers are told of it, or need not be.

It is kept in the draft, for whoever approves it; it is no text, and nothing of the page.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

CORRECTION_KIND = "correction_kind"
"""The form's field, and the key in a draft's content."""


class CorrectionKind(models.TextChoices):
    NONE = "none", _("No correction: something new was added, or nothing was wrong")
    MINOR = "minor", _("A minor correction, such as a typing error: readers are told nothing")
    PUBLIC = "public", _("A public correction: readers were told something wrong, and the page says so from then on")
