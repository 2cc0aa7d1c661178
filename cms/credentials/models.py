"""Signed files and the certificates with which they were signed. Neither names a person or a place."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from translations.languages import list_choices


class SigningCertificate(models.Model):
    """A certificate that this installation has signed files with: its chain in PEM, the root last."""

    serial = models.CharField(max_length=40, unique=True)
    chain = models.TextField()
    is_demonstration = models.BooleanField(default=False)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=255, blank=True)

    def __str__(self) -> str:
        return self.serial

    @property
    def root(self) -> str:
        """The root's certificate in PEM."""
        begin = "-----BEGIN CERTIFICATE-----"
        return begin + self.chain.rsplit(begin, 1)[-1]


class MadeAs(models.TextChoices):
    """The kinds of files that are signed."""

    POSTER = "poster", _("Poster")
    FORM = "form", _("Form to print")
    REPORT = "report", _("Report")
    SHARE_CARD = "share_card", _("Share card")
    FILM = "film", _("Film")


class SignedFile(models.Model):
    """A released file with credentials, known by the SHA-256 of its bytes.

    ``item_*`` and ``approved_at`` name the approval of its words, ``words_digest`` is the SHA-256 of them. A file that
    is kept to be sent again has a ``storage_name``, and an ``input_digest`` of all that it was made of.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=60)
    made_as = models.CharField(max_length=20, choices=MadeAs.choices)
    item_kind = models.CharField(max_length=30)
    item_key = models.CharField(max_length=64)
    language = models.CharField(max_length=10, choices=list_choices)
    item_revision = models.CharField(max_length=64, blank=True)
    words_digest = models.CharField(max_length=64)
    approved_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField()
    certificate = models.ForeignKey(SigningCertificate, on_delete=models.PROTECT, related_name="files")
    input_digest = models.CharField(max_length=64, blank=True)
    storage_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["input_digest"], condition=~models.Q(input_digest=""), name="signed_file_once_of_an_input"
            )
        ]
        indexes = [models.Index(fields=["item_kind", "item_key", "language"], name="signed_file_by_item")]

    def __str__(self) -> str:
        return self.sha256
