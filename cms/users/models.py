from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from translations.languages import get_source, list_choices


class User(AbstractUser):
    """A user account. The ledger identifies users by ``key``, so that their personal data can be erased."""

    interface_language = models.CharField(
        _("language of the interface"),
        max_length=12,
        default=get_source,
        choices=list_choices,
    )

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def key(self) -> str:
        return f"user:{self.pk}"
