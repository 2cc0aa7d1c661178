"""Assigning: one text or many, and all that they need, to people or to all who translate into a language."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.widgets import AdminAutoHeightTextInput

from cms.core.language_names import name_language
from cms.translation_desk.assignments import AssignmentRefused, clear, find_translators, take
from cms.translation_desk.models import Assignment
from cms.translation_desk.planning import NeededItem, PlannedWork, carry_out, find_needed, plan_work
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import TARGETS, get_language_entry

MOST_CHOSEN = 100


class AssignForm(forms.Form):
    """Which of the items, into which languages, to whom, until when. ``keys`` are all the items there are to choose."""

    items = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, error_messages={"required": gettext_lazy("Choose at least one item.")}
    )
    languages = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, error_messages={"required": gettext_lazy("Choose at least one language.")}
    )
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    note = forms.CharField(
        label=gettext_lazy("Note to the translators"),
        required=False,
        max_length=2000,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
    )
    reassign = forms.BooleanField(
        label=gettext_lazy("Give work that somebody has already to the people chosen here"), required=False
    )

    def __init__(self, *args: Any, items: list[NeededItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["items"].choices = [(str(item.key), item.title) for item in items]
        fields["languages"].choices = [(code, name_language(get_language_entry(code))) for code in TARGETS]
        for code in TARGETS:
            fields[f"assignee-{code}"] = forms.ModelChoiceField(
                find_translators(code), required=False, empty_label=_("All who translate into it")
            )

    @property
    def language_rows(self) -> list[tuple[Any, Any]]:
        """The box of each language with the field that says who is to do it."""
        return [(box, self[f"assignee-{code}"]) for box, code in zip(self["languages"], TARGETS, strict=True)]

    def get_assignees(self) -> dict[str, User | None]:
        return {code: self.cleaned_data[f"assignee-{code}"] for code in TARGETS}


@requires(Capability.ASSIGN_WORK)
def assign(request: HttpRequest) -> HttpResponse:
    """Show what was chosen and what it needs; then what would be assigned and what not; then do it."""
    asked = request.POST if request.method == "POST" else request.GET
    keys = _read_keys([*asked.getlist("items"), *asked.getlist("offered")])
    items = find_needed(keys)
    if not items:
        messages.error(request, _("Choose the items in the table first."))
        return redirect("desk_table")
    first = {"items": [str(item.key) for item in items], "languages": request.GET.getlist("languages")}
    single = len(keys) == 1 and len(first["languages"]) == 1
    form = AssignForm(request.POST or None, items=items, initial={**first, "reassign": single})
    works = _plan(form, items) if form.is_valid() else []
    if "assign" in request.POST and form.is_valid():
        try:
            return _assign(request, form, works)
        except AssignmentRefused as refused:
            form.add_error(None, str(refused))
    return _show(request, form, items, works)


def _read_keys(texts: list[str]) -> list[UUID]:
    found = []
    for text in dict.fromkeys(texts):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found[:MOST_CHOSEN]


def _plan(form: AssignForm, items: list[NeededItem]) -> list[PlannedWork]:
    chosen = form.cleaned_data
    return plan_work(
        items=[item for item in items if str(item.key) in chosen["items"]],
        languages=chosen["languages"],
        assignees=form.get_assignees(),
        reassign=chosen["reassign"],
    )


def _assign(request: HttpRequest, form: AssignForm, works: list[PlannedWork]) -> HttpResponse:
    chosen = form.cleaned_data
    made = carry_out(
        works=works, due_on=chosen["due_on"], note=chosen["note"], by=cast(User, request.user), at=timezone.now()
    )
    if not made:
        raise AssignmentRefused("nothing", _("Nothing of this can be assigned: see the reasons below."))
    text = ngettext("%(count)s text is assigned.", "%(count)s texts are assigned.", len(made))
    messages.success(request, text % {"count": len(made)})
    return redirect("desk_table")


def _show(request: HttpRequest, form: AssignForm, items: list[NeededItem], works: list[PlannedWork]) -> HttpResponse:
    context = {
        "header_title": _("Assign work"),
        "page_title": _("Assign work"),
        "header_icon": "user",
        "form": form,
        "items": list(zip(form["items"], items, strict=True)),
        "works": [work for work in works if not work.skipped],
        "skipped": [work for work in works if work.skipped],
        "is_planned": bool(works),
    }
    return render(request, "translation_desk/assign.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Capability.ASSIGN_WORK)
def take_back(request: HttpRequest, work_id: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment, pk=work_id)
    try:
        clear(assignment=assignment, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("The work is taken back: nobody is asked for it now."))
    except AssignmentRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk_write", key=assignment.translation_key, language=assignment.language)


@require_POST
@requires(Capability.TRANSLATE)
def take_over(request: HttpRequest, work_id: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment, pk=work_id)
    try:
        take(assignment=assignment, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("The work is yours now."))
    except AssignmentRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk_work")
