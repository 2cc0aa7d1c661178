"""Filters of the table: by properties of items, and of their languages."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.approvals.embargoed_texts import find_embargoed, may_see_embargoed
from cms.approvals.status import Status, find_source_pages, get_kinds
from cms.campaign.models import Classified, Place, Topic
from cms.core.language_names import name_languages
from cms.translation_desk.models import TranslationStatus
from cms.users.models import User
from cms.users.roles import Capability, may
from translations.languages import CODES, SOURCE

ME, GROUP, NOBODY = "me", "group", "nobody"
OVERDUE, THIS_WEEK, NO_DAY = "overdue", "week", "none"
WEEK = timedelta(days=7)
SECONDS_KEPT = 60
"""The choices of topics and places are cached this long; they change a few times a year."""


class ItemFilter(forms.Form):
    """Filters items by title and kind."""

    text = forms.CharField(label=_("Title"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, model._meta.verbose_name) for kind, model in get_kinds().items()]
        _set_choices(self.fields["kind"], [("", _("All kinds")), *kinds])

    @cached_property
    def criteria(self) -> dict[str, Any]:
        """Return the valid criteria; invalid ones are ignored."""
        self.is_valid()
        return self.cleaned_data

    def find_items(self) -> QuerySet[Page]:
        return find_source_pages(kind=self.criteria.get("kind", ""), text=self.criteria.get("text", ""))


class TableFilter(ItemFilter):
    """Filters items also by topic and place, and by criteria that one of their languages must meet together."""

    topic = forms.CharField(label=_("Topic"), required=False, max_length=10, widget=forms.Select)
    place = forms.CharField(label=_("Place"), required=False, max_length=10, widget=forms.Select)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("All languages")), *name_languages(CODES)],
    )
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *Status.choices])
    assignee = forms.CharField(label=_("Assigned to"), required=False, max_length=20, widget=forms.Select)
    due = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=[
            ("", _("At any time")),
            (OVERDUE, _("Overdue")),
            (THIS_WEEK, _("Within seven days")),
            (NO_DAY, _("No due date")),
        ],
    )

    def __init__(self, data: Any, *, user: User, today: date) -> None:
        super().__init__(data)
        self.user, self.today = user, today
        kept = partial(cache.get_or_set, timeout=SECONDS_KEPT)
        _set_choices(self.fields["topic"], kept(f"desk.topics.{get_language()}", _list_topics))
        _set_choices(self.fields["place"], kept(f"desk.places.{get_language()}", _list_places))
        _set_choices(self.fields["assignee"], self._list_assignees())

    @property
    def chosen_language(self) -> str:
        return str(self.criteria.get("language", ""))

    def find_items(self) -> QuerySet[Page]:
        """Return the items that meet the criteria of items, whatever the criteria of languages."""
        pages = super().find_items()
        if not may_see_embargoed(self.user, language=SOURCE):
            pages = pages.exclude(translation_key__in=find_embargoed(at=timezone.now()))
        lookups = {"topics__number": self.criteria.get("topic"), "places__code": self.criteria.get("place")}
        for lookup, value in lookups.items():
            if value:
                pages = pages.filter(_is_classified(**{lookup: value}) if _is_valid(lookup, value) else Q(pk__in=[]))
        return pages

    def find_rows(self) -> QuerySet[TranslationStatus]:
        """Return the status rows that meet all criteria of languages."""
        rows = TranslationStatus.objects.all()
        if language := self.chosen_language:
            rows = rows.filter(language=language)
        if status := self.criteria.get("status"):
            rows = rows.filter(status=status)
        return rows.filter(self._match_assignee(), self._match_due())

    @property
    def has_language_criteria(self) -> bool:
        """True if an item must have a language in a certain state."""
        return any(self.criteria.get(name) for name in ("status", "assignee", "due"))

    def find_matching(self) -> QuerySet[Page]:
        """Return the items that meet the criteria of items, and of which a language meets those of languages."""
        items = self.find_items()
        if self.has_language_criteria:
            items = items.filter(translation_key__in=self.find_rows().values("translation_key"))
        return items

    def _match_assignee(self) -> Q:
        assignee = self.criteria.get("assignee", "")
        groups = {
            "": Q(),
            ME: Q(assignment__assignee=self.user),
            GROUP: Q(assignment__isnull=False, assignment__assignee__isnull=True),
            NOBODY: Q(assignment__isnull=True),
        }
        if assignee in groups:
            return groups[assignee]
        return Q(assignment__assignee=int(assignee)) if _is_number(assignee) else Q(pk__in=[])

    def _match_due(self) -> Q:
        return {
            OVERDUE: Q(assignment__due_on__lt=self.today),
            THIS_WEEK: Q(assignment__due_on__range=(self.today, self.today + WEEK)),
            NO_DAY: Q(assignment__isnull=False, assignment__due_on__isnull=True),
        }.get(self.criteria.get("due", ""), Q())

    def _list_assignees(self) -> list[tuple[str, Any]]:
        """Return the choices of assignees; people who may assign work can also choose another person."""
        choices = [
            ("", _("Anybody")),
            (ME, _("Me")),
            (GROUP, _("All of a language")),
            (NOBODY, _("Nobody")),
        ]
        if not may(self.user, Capability.ASSIGN_WORK):
            return choices
        people = User.objects.filter(assignments__closed_at__isnull=True, assignments__isnull=False).distinct()
        people_choices = [(str(person.pk), str(person)) for person in people if person != self.user]
        return [*choices, *sorted(people_choices, key=lambda choice: choice[1])]


def _set_choices(field: forms.Field, choices: Any) -> None:
    any_field: Any = field
    any_field.widget.choices = choices
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _list_topics() -> list[tuple[str, str]]:
    return [("", str(_("All topics"))), *((str(row.number), row.name) for row in Topic.objects.order_by("number"))]


def _list_places() -> list[tuple[str, str]]:
    return [("", str(_("All places"))), *((row.code, row.name) for row in Place.objects.order_by("name", "code"))]


def _is_valid(lookup: str, value: str) -> bool:
    return _is_number(value) if lookup == "topics__number" else True


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _is_classified(**wanted: str) -> Q:
    found = Q(pk__in=[])
    for model in get_kinds().values():
        if issubclass(model, Classified):
            found |= Q(pk__in=model._default_manager.filter(**wanted).values("pk"))
    return found
