"""The campaign as data, so that a campaign of another country or year can be set up in the admin."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from cms.change_requests.public_row import PublicRow


class Campaign(PublicRow):
    """A campaign with names in each language (modeltranslation): saving the row publishes all of them at once."""

    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=120)
    motto = models.CharField(_("motto"), max_length=120, blank=True)
    desk_name = models.CharField(_("name of the desk"), max_length=200, blank=True)
    decision = models.CharField(_("decision"), max_length=80, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("shows demonstration material"), default=False)
    is_current = models.BooleanField(_("current campaign"), default=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=models.Q(is_current=True), name="campaign_one_current"
            )
        ]

    def __str__(self) -> str:
        return self.short_name


class Topic(PublicRow):
    """A topic of the plan (clauses IV.1 to IV.6)."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=200)
    clause = models.CharField(_("clause"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name


class EvidenceKind(PublicRow):
    """A kind of evidence that a witness may have (clause IV.3), such as a hand-drawn map or a photograph."""

    key = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=120)
    help = models.CharField(_("what makes it useful"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("kind of evidence")
        verbose_name_plural = _("kinds of evidence")

    def __str__(self) -> str:
        return self.name


class Province(PublicRow):
    """One of the 34 provinces and cities, with the names of those merged into it in 2025, which witnesses remember."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    official_name = models.CharField(_("official name"), max_length=80)
    name = models.CharField(_("name"), max_length=80)
    is_city = models.BooleanField(_("city under the central government"), default=False)
    former_names = models.JSONField(_("names before 2025"), default=list, blank=True)

    class Meta:
        verbose_name = _("province or city")
        verbose_name_plural = _("provinces and cities")

    def __str__(self) -> str:
        return self.name


class Phase(PublicRow):
    """A phase of the plan (clause VI), including its first and last day."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    goal = models.TextField(_("goal"), blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="phase_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.name


class KeyDate(PublicRow):
    """A day of the year that the campaign commemorates; ``since`` is the first year."""

    day = models.PositiveSmallIntegerField(_("day"))
    month = models.PositiveSmallIntegerField(_("month"))
    name = models.CharField(_("name"), max_length=200)
    since = models.PositiveSmallIntegerField(_("since"), null=True, blank=True)

    class Meta:
        verbose_name = _("key date")
        verbose_name_plural = _("key dates")
        constraints = [models.UniqueConstraint(fields=["day", "month"], name="keydate_one_a_day")]

    def __str__(self) -> str:
        return self.name


class Classified(models.Model):
    """Topics, places and date of a page, shared by all content types."""

    topics = ParentalManyToManyField(Topic, blank=True, verbose_name=_("topics"))
    places = ParentalManyToManyField(Province, blank=True, verbose_name=_("places"))
    happened_on = models.DateField(_("date"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    class Meta:
        abstract = True
