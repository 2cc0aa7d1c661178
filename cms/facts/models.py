"""The register: values that must not differ between languages, pages and posters, and the contacts made of them.

Texts refer to a fact by the token ``[[key]]``. A new value, and a new wording of a contact, is proposed by one person
and goes live, in all languages at once, when a second person approves it. One person can revoke either at any time.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.change_requests.models import Proposed, approved_by_a_second_person
from cms.facts.tokens import KEY_PATTERN, find_placeholders
from translations.countries import is_country
from translations.languages import CODES, get_column


def check_country(code: str) -> None:
    """Raise ``ValidationError`` unless it is a country's code, in capitals."""
    if not is_country(code):
        raise ValidationError(_("“%(code)s” isn't a country's code, such as KR or AU."), params={"code": code})


class FactKind(models.TextChoices):
    PHONE = "phone", _("Telephone number")
    DATE = "date", _("Date")
    FIGURE = "figure", _("Figure")
    NAME = "name", _("Name")
    URL = "url", _("Web address")
    EMAIL = "email", _("E-mail address")
    ADDRESS = "address", _("Postal address")
    POSITION = "position", _("Position on the map")


class Fact(models.Model):
    key = models.CharField(_("key"), max_length=60, unique=True, validators=[RegexValidator(rf"^{KEY_PATTERN}$")])
    kind = models.CharField(_("kind"), max_length=20, choices=FactKind.choices)
    label = models.CharField(_("what it is"), max_length=200)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")

    def __str__(self) -> str:
        return f"[[{self.key}]] {self.label}"


class VersionState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    SUPERSEDED = "superseded", _("Superseded")
    REJECTED = "rejected", _("Rejected")
    REVOKED = "revoked", _("Revoked")


ONCE_LIVE = (VersionState.APPROVED, VersionState.SUPERSEDED, VersionState.REVOKED)


class Proposal(Proposed):
    """A proposed change of the register. ``source`` says where it comes from."""

    state = models.CharField(_("state"), max_length=20, choices=VersionState.choices, default=VersionState.PROPOSED)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        abstract = True


class FactVersion(Proposal):
    """One value of a fact: E.164 for telephone numbers, ISO 8601 for dates, one value for each language for names."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="versions", verbose_name=_("fact"))
    value: Any = models.JSONField(_("value"))
    ends_at = models.DateTimeField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("From then on the value is shown nowhere. Leave empty for a value without a stated end."),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fact"], condition=models.Q(state="approved"), name="fact_one_approved_version"
            ),
            models.UniqueConstraint(
                fields=["fact"], condition=models.Q(state="proposed"), name="fact_one_proposed_version"
            ),
            approved_by_a_second_person("fact_approved_by_a_second_person", states=ONCE_LIVE),
        ]

    def __str__(self) -> str:
        return f"{self.fact.key}: {self.value}"


def get_home_zone() -> str:
    """Return the campaign's time zone; migrations name this function, not one campaign's zone."""
    return settings.TIME_ZONE


class ChannelKind(models.TextChoices):
    HOTLINE = "hotline", _("Hotline")
    ZALO = "zalo", _("Zalo")
    MESSENGER = "messenger", _("Another messenger")
    APP = "app", _("Mobile application")
    MISSION = "mission", _("Embassy or consulate")
    POST = "post", _("By post")
    EMAIL = "email", _("E-mail")
    FORM = "form", _("Form on the web")


class ContactChannelQuerySet(models.QuerySet["ContactChannel"]):
    def verified(self) -> "ContactChannelQuerySet":
        return self.filter(verified_by__isnull=False, is_placeholder=False)

    def revoked(self) -> "ContactChannelQuerySet":
        """Return the channels that were taken out of public and not restored since."""
        return self.filter(verified_by__isnull=True, revocations__restored_at__isnull=True, revocations__isnull=False)


class ContactChannel(models.Model):
    """A way to reach the campaign. It is published only if it is verified and not a placeholder.

    ``opening_hours`` are rows of day (0 is Monday), opening and closing time, as ``hours.py`` reads and writes them.
    A verification has a term: after it the contact stays public, but no new page can use it until it is renewed.
    ``country`` is where it is and ``also_serves`` for which other countries it is; without any, it is for all readers.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=ChannelKind.choices)
    name = models.CharField(_("name"), max_length=200)
    facts = models.ManyToManyField(Fact, related_name="channels", verbose_name=_("number, address"))
    what_next = models.CharField(
        _("what happens after"),
        max_length=300,
        blank=True,
        help_text=_("What a reader who calls, writes or comes can expect: who answers, and what is done with it."),
    )
    country = models.CharField(_("country (ISO 3166 code)"), max_length=2, blank=True, validators=[check_country])
    also_serves = models.JSONField(_("also for readers in"), default=list, blank=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    opening_hours: Any = models.JSONField(_("hours"), default=list, blank=True)
    time_zone = models.CharField(_("time zone of the hours"), max_length=60, default=get_home_zone)
    is_for_press = models.BooleanField(
        _("for the press"),
        default=False,
        db_default=False,
        help_text=_("Journalists find it in the press room and below official texts. Other readers aren't led to it."),
    )
    is_placeholder = models.BooleanField(_("placeholder"), default=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("verified by"),
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_until = models.DateField(_("verify again by"), null=True, blank=True)
    verification_note = models.CharField(_("how it was verified"), max_length=300, blank=True)
    verification_document = models.ForeignKey(
        "media.CampaignDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("document that proves it"),
    )
    term_warning_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    term_alarm_sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ContactChannelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verified_by__isnull=True) | models.Q(is_placeholder=False),
                name="channel_placeholder_never_verified",
            )
        ]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.name

    @property
    def has_placeholder(self) -> bool:
        """True if the number isn't known yet: the contact is marked so, or one of its texts says 1900.XXXX."""
        texts = [getattr(self, get_column(field, code)) or "" for field in ("name", "what_next") for code in CODES]
        return self.is_placeholder or bool(find_placeholders("\n".join([self.name, *texts])))


class ChannelProposal(Proposal):
    """A change of a contact that the public sees, or its first verification. ``source`` says how it was verified.

    ``changes`` has the new values of the fields that change, ``facts`` as keys of rows. With ``verified_on`` the
    contact becomes public, or public again after it was revoked.
    """

    channel = models.ForeignKey(
        ContactChannel, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("contact")
    )
    changes: Any = models.JSONField(_("changes"), default=dict)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verified_until = models.DateField(_("verify again by"), null=True, blank=True)
    document = models.ForeignKey(
        "media.CampaignDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("document that proves it"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel"], condition=models.Q(state="proposed"), name="channel_one_waiting_proposal"
            ),
            approved_by_a_second_person("channel_approved_by_a_second_person", states=ONCE_LIVE),
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {', '.join(self.changes)}"


class Revocation(models.Model):
    """A contact or a value that was taken out of public, and everything that showed it at that moment.

    ``revoked_by`` is empty for a value whose stated end has come; ``restored_at`` is set when it is public again.
    """

    channel = models.ForeignKey(
        ContactChannel, null=True, blank=True, on_delete=models.PROTECT, related_name="revocations"
    )
    version = models.ForeignKey(
        FactVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="revocations"
    )
    reason = models.CharField(_("reason"), max_length=300)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    revoked_at = models.DateTimeField(_("revoked at"))
    affected: Any = models.JSONField(_("affected"), default=list)
    restored_at = models.DateTimeField(_("restored at"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__isnull=True) ^ models.Q(version__isnull=True),
                name="revocation_of_a_contact_or_a_value",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel or self.version}: {self.reason}"
