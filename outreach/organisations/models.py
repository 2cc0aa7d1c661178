"""Partner organisations and their people: contact persons, members with an account, invitations, and mails to them."""

import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outreach.organisations.local_time import find_zone
from outreach.organisations.territories import check_country, check_territories, list_countries
from translations.languages import CODES, list_choices


class OrganisationKind(models.TextChoices):
    MISSION = "mission", _("Embassy or consulate")
    BROADCASTER = "broadcaster", _("Broadcaster")
    NEWSROOM = "newsroom", _("Newsroom")
    OPERATOR = "operator", _("Operator of screens")
    FRONT = "front", _("Front or mass organisation")


class Outlet(models.TextChoices):
    """A way in which an organisation reaches its own public."""

    WEB = "web", _("Web site")
    FACEBOOK = "facebook", "Facebook"
    YOUTUBE = "youtube", "YouTube"
    ZALO = "zalo", "Zalo"
    TIKTOK = "tiktok", "TikTok"
    X = "x", "X"
    INSTAGRAM = "instagram", "Instagram"
    KAKAO = "kakao", "KakaoTalk"
    WECHAT = "wechat", "WeChat"
    LINE = "line", "LINE"
    TELEVISION = "television", _("Television")
    RADIO = "radio", _("Radio")
    PRINT = "print", _("Newspaper or magazine")
    SCREENS = "screens", _("Screens in public places")
    EVENTS = "events", _("Events")


def check_outlets(codes: list[str]) -> None:
    """Raise ``ValidationError`` for the first code that is no outlet."""
    for code in codes:
        if code not in Outlet.values:
            text = _("“%(code)s” isn't a channel. Channels are: %(codes)s.")
            raise ValidationError(text, params={"code": code, "codes": ", ".join(Outlet.values)})


def check_languages(codes: list[str]) -> None:
    """Raise ``ValidationError`` for the first code that isn't a language of the campaign."""
    for code in codes:
        if code not in CODES:
            text = _("“%(code)s” isn't a language of the campaign. Languages are: %(codes)s.")
            raise ValidationError(text, params={"code": code, "codes": ", ".join(CODES)})


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> "OrganisationQuerySet":
        return self.filter(is_active=True)


class Organisation(models.Model):
    """A partner organisation. Other apps refer to it by ``key``, which the ledger keeps even if the row is deleted."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country (ISO 3166 code)"), max_length=2, blank=True, validators=[check_country])
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        help_text=_("Deadlines are told in this time too. Leave it empty if the whole country has one time."),
    )
    languages: Any = models.JSONField(_("languages"), default=list, blank=True, validators=[check_languages])
    territories: Any = models.JSONField(
        _("territory (ISO 3166 codes)"), default=list, blank=True, validators=[check_territories]
    )
    outlets: Any = models.JSONField(
        _("channels"),
        default=list,
        db_default=models.Value([], output_field=models.JSONField()),
        blank=True,
        validators=[check_outlets],
        help_text=_("How it reaches its own public."),
    )
    wanted_topics: Any = models.JSONField(
        _("wanted topics"),
        default=list,
        db_default=models.Value([], output_field=models.JSONField()),
        blank=True,
        help_text=_("The topics about which it wants material."),
    )
    contact_keys: Any = models.JSONField(
        _("contact channels of the register"),
        default=list,
        blank=True,
        help_text=_("Numbers of the channels in the register that are this organisation's own address and telephone."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    @property
    def working_countries(self) -> list[str]:
        """Codes of the countries it works in: those of its territory, or its own country if none is set."""
        return list_countries(self.territories) or ([self.country] if self.country else [])

    @property
    def zone(self) -> ZoneInfo | None:
        """Its time zone: the one chosen, or the only one of its country; None if that isn't known."""
        return find_zone(name=self.time_zone, country=self.country)


class Membership(models.Model):
    """A user's membership of an organisation; the portal shows a user the material of their organisations."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("organisation")
    )
    is_lead = models.BooleanField(
        _("in charge"),
        default=False,
        help_text=_(
            "Is told first if the organisation doesn't answer a recall in time. Invites and removes colleagues."
        ),
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.organisation}"


class PersonRole(models.TextChoices):
    HEAD = "head", _("Head of the organisation")
    PRESS = "press", _("Press and information")
    CULTURE = "culture", _("Culture")
    CONSULAR = "consular", _("Consular matters")
    TECHNICIAN = "technician", _("Technician")
    RIGHTS = "rights", _("Purchase and rights of films")
    REPORTER = "reporter", _("Responsible reporter")
    OTHER = "other", _("Other")


class ContactPersonQuerySet(models.QuerySet["ContactPerson"]):
    def serving(self, *, on: date) -> "ContactPersonQuerySet":
        """Filter to persons who are in their post on that day."""
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=on)
        return self.filter(begun, Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class ContactPerson(models.Model):
    """A person of an organisation in one role, from one day to another; needs no account."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="people", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=PersonRole.choices)
    position = models.CharField(_("title of the post"), max_length=200, blank=True)
    email = models.EmailField(_("mail address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    starts_on = models.DateField(_("in this post from"), null=True, blank=True)
    ends_on = models.DateField(
        _("in this post until"), null=True, blank=True, help_text=_("Leave it empty until a successor is known.")
    )

    objects = ContactPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="contact_person_ends_after_start",
                violation_error_message=_("The last day in the post is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A person's invitation to an organisation by mail. Its link works once; of its secret only the digest is kept."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("organisation")
    )
    email = models.EmailField(_("mail address"))
    language = models.CharField(_("language"), max_length=12, choices=list_choices)
    is_lead = models.BooleanField(_("in charge"), default=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited at"))
    expires_at = models.DateTimeField(_("valid until"))
    sent_at = models.DateTimeField(_("sent at"), null=True, editable=False)
    token_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_one_open",
            ),
            models.UniqueConstraint(fields=["token_sha256"], condition=~Q(token_sha256=""), name="invitation_token"),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.organisation}"


class MailPace(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    NEVER = "never", _("Never")


class MailSettings(models.Model):
    """Which mails a member wants, how far the ledger was told to them, and whether their mail came back.

    Recalls and withdrawals are mailed to everybody. ``bounced_address`` is the address that failed: another one is
    tried anew.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_settings")
    pace = models.CharField(_("mails"), max_length=10, choices=MailPace.choices, default=MailPace.AT_ONCE)
    told_seq = models.BigIntegerField(null=True, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    rights_told_until = models.DateField(null=True, editable=False)
    bounced_at = models.DateTimeField(_("mail came back on"), null=True, editable=False)
    bounced_address = models.EmailField(blank=True, editable=False)
    bounce_status = models.CharField(max_length=20, blank=True, editable=False)

    def __str__(self) -> str:
        return f"{self.user}: {self.pace}"


class OrganisationImport(models.Model):
    """A table that was read and shown as changes. ``digest`` is that of the changes shown: only these are applied."""

    file_name = models.CharField(_("file"), max_length=200)
    rows: Any = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("imported by")
    )
    made_at = models.DateTimeField(_("imported at"))
    applied_at = models.DateTimeField(_("applied at"), null=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("applied by")
    )

    def __str__(self) -> str:
        return self.file_name
