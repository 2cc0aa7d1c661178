"""The campaign of this installation, which its folder of data fills (``docs/another-campaign.md``)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from cms.change_requests.models import Proposed, approved_by_a_second_person
from cms.change_requests.public_row import PublicRow

THE_ONLY_ONE = _("An installation runs one campaign, and this one has its campaign already. Change that one instead.")


def check_sourced_names(rows: Any) -> None:
    """Raise ``ValidationError`` unless each row has a name and the source that states it."""
    is_list = isinstance(rows, list)
    if not is_list or any(not isinstance(row, dict) or set(row) != {"name", "source"} for row in rows):
        raise ValidationError(_("Each war-time name needs a source. Write one name a line: name | source"))
    if any(not isinstance(text, str) or not text.strip() for row in rows for text in row.values()):
        raise ValidationError(_("Each war-time name needs a source. Write one name a line: name | source"))


class Campaign(PublicRow):
    """The campaign, the only row of its table, with names in each language: saving it publishes all of them at once."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    key = models.SlugField(_("key"), editable=False)
    """The key of the folder from which the campaign was loaded: no other folder is loaded over it."""
    name = models.CharField(_("name"), max_length=300)
    short_name = models.CharField(_("short name"), max_length=120)
    motto = models.CharField(_("motto"), max_length=120, blank=True)
    desk_name = models.CharField(_("name of the desk"), max_length=200, blank=True)
    question = models.CharField(
        _("question"),
        max_length=160,
        blank=True,
        default="",
        db_default="",
        help_text=_("The heading of the home page: what it asks its readers first. Without one, that is the appeal."),
    )
    appeal = models.CharField(
        _("appeal"),
        max_length=300,
        blank=True,
        help_text=_("What readers are asked where a code is unknown, and where everything is withdrawn."),
    )
    sign_in_note = models.CharField(
        _("note on the sign-in page"), max_length=300, blank=True, help_text=_("For whom the sign-in is.")
    )
    decision = models.CharField(_("decision"), max_length=80, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("shows demonstration material"), default=False)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="campaign_is_the_only_one",
                violation_error_message=THE_ONLY_ONE,
            )
        ]

    def __str__(self) -> str:
        return self.short_name

    def clean(self) -> None:
        super().clean()
        if self._state.adding and Campaign.objects.exists():
            raise ValidationError(THE_ONLY_ONE)


class Topic(PublicRow):
    """A topic of the campaign's plan, with the clause that names it."""

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
    """A kind of evidence that a witness may have, such as a hand-drawn map or a photograph."""

    key = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=120)
    help = models.CharField(_("what makes it useful"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("kind of evidence")
        verbose_name_plural = _("kinds of evidence")

    def __str__(self) -> str:
        return self.name


class Place(PublicRow):
    """A place that pages are about, such as a province, with the former names that witnesses remember."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    official_name = models.CharField(_("official name"), max_length=80)
    name = models.CharField(_("name"), max_length=80)
    former_names = models.JSONField(_("former names"), default=list, blank=True)
    wartime_names: Any = models.JSONField(
        _("war-time names"), null=True, default=list, blank=True, validators=[check_sourced_names]
    )
    """Names that witnesses from the war use, as rows of ``name`` and ``source``."""

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return self.name


class SubjectKind(models.TextChoices):
    UNIT = "unit", _("Unit")
    BATTLE = "battle", _("Battle")


class Subject(PublicRow):
    """A military unit or a battle that pages are about, as its source states it."""

    slug = models.SlugField(unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=SubjectKind.choices)
    name = models.CharField(_("name"), max_length=160)
    other_names = models.JSONField(_("other names"), default=list, blank=True)
    first_year = models.PositiveSmallIntegerField(_("first year"), null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    source = models.CharField(
        _("source"), max_length=300, help_text=_("The document that states it, with its page. The desk reads this.")
    )

    class Meta:
        verbose_name = _("unit or battle")
        verbose_name_plural = _("units and battles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_year__isnull=True)
                | models.Q(first_year__isnull=True)
                | models.Q(last_year__gte=models.F("first_year")),
                name="subject_ends_after_it_starts",
                violation_error_message=_("The last year is before the first."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> str:
        """The first and last year as readers see them; empty if neither is stated."""
        first, last = self.first_year or "", self.last_year or ""
        return str(first or last) if first == last or not (first and last) else f"{first}–{last}"

    def clean(self) -> None:
        super().clean()
        names = self.other_names
        if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
            raise ValidationError({"other_names": _("Write one on each line.")})


class Phase(PublicRow):
    """A phase of the campaign's plan, including its first and last day."""

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


class Indicator(PublicRow):
    """A figure by which the campaign is measured. Its values are rows of their own, and only confirmed ones public."""

    code = models.SlugField(_("code"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    name = models.CharField(_("name"), max_length=160)
    unit = models.CharField(
        _("unit"), max_length=40, blank=True, help_text=_("What follows the number, such as %. Empty for a count.")
    )
    clause = models.CharField(
        _("clause"), max_length=40, blank=True, help_text=_("For the desk; readers don't see it.")
    )
    is_public = models.BooleanField(_("shown to the public"), default=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return self.name


LONGEST_SOURCE = 300


class ValueState(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    CORRECTED = "corrected", _("Corrected by a later entry")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class IndicatorValue(Proposed):
    """The value of an indicator on a day, with its source. ``corrects`` is the earlier value, which stays on record."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="values", verbose_name=_("indicator")
    )
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)
    as_of = models.DateField(_("as of"))
    source = models.CharField(
        _("source"),
        max_length=LONGEST_SOURCE,
        help_text=_("Who reported it, in words for readers. A language without its own wording shows another one."),
    )
    state = models.CharField(_("state"), max_length=10, choices=ValueState.choices, default=ValueState.PROPOSED)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("corrects")
    )
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "as_of"],
                condition=models.Q(state="confirmed"),
                name="indicatorvalue_one_confirmed_a_day",
            ),
            models.UniqueConstraint(
                fields=["indicator"], condition=models.Q(state="proposed"), name="indicatorvalue_one_waiting"
            ),
            approved_by_a_second_person(
                "indicatorvalue_confirmed_by_a_second_person",
                states=[ValueState.CONFIRMED, ValueState.CORRECTED, ValueState.WITHDRAWN],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value.normalize():f} ({self.as_of:%d/%m/%Y})"


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
    """Topics, units, battles, places and date of a page, shared by all content types."""

    topics = ParentalManyToManyField(Topic, blank=True, verbose_name=_("topics"))
    subjects = ParentalManyToManyField(Subject, blank=True, verbose_name=_("units and battles"))
    places = ParentalManyToManyField(Place, blank=True, verbose_name=_("places"))
    happened_on = models.DateField(_("date"), null=True, blank=True)
    is_demonstration = models.BooleanField(_("demonstration material"), default=False)

    class Meta:
        abstract = True
