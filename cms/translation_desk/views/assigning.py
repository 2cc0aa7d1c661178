"""Views that assign texts, with those they link to, to people or to a language's translators."""

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

from cms.core.date_inputs import DayInput
from cms.core.language_names import name_language
from cms.translation_desk import assignments
from cms.translation_desk.assignments import AssignmentRefused, find_translators
from cms.translation_desk.models import Assignment
from cms.translation_desk.planning import PlanItem, PlannedAssignment, assign_planned, find_items, plan_assignments
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import TARGETS, get_language_entry

MAX_CHOSEN = 100


class AssignForm(forms.Form):
    """A form to choose among ``items``, with languages, assignees and a due date."""

    items = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, error_messages={"required": gettext_lazy("Choose at least one item.")}
    )
    languages = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, error_messages={"required": gettext_lazy("Choose at least one language.")}
    )
    due_on = forms.DateField(label=gettext_lazy("Due on"), required=False, widget=DayInput())
    note = forms.CharField(
        label=gettext_lazy("Note to the translators"),
        required=False,
        max_length=2000,
        widget=AdminAutoHeightTextInput(attrs={"rows": 2}),
    )
    reassign = forms.BooleanField(
        label=gettext_lazy("Reassign work that is already assigned to someone else"), required=False
    )

    def __init__(self, *args: Any, items: list[PlanItem], **kwargs: Any) -> None:
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
        """The checkbox of each language, with the field for its assignee."""
        return [(box, self[f"assignee-{code}"]) for box, code in zip(self["languages"], TARGETS, strict=True)]

    def get_assignees(self) -> dict[str, User | None]:
        return {code: self.cleaned_data[f"assignee-{code}"] for code in TARGETS}


@requires(Capability.ASSIGN_WORK)
def assign(request: HttpRequest) -> HttpResponse:
    """Show the chosen items and those they link to; then a plan of what would be assigned; then assign."""
    data = request.POST if request.method == "POST" else request.GET
    keys = _read_keys([*data.getlist("items"), *data.getlist("offered")])
    items = find_items(keys)
    if not items:
        messages.error(request, _("Choose items in the table first."))
        return redirect("desk_table")
    initial = {"items": [str(item.key) for item in items], "languages": request.GET.getlist("languages")}
    is_single = len(keys) == 1 and len(initial["languages"]) == 1
    form = AssignForm(request.POST or None, items=items, initial={**initial, "reassign": is_single})
    plan = _plan(form, items) if form.is_valid() else []
    if "assign" in request.POST and form.is_valid():
        try:
            return _assign(request, form, plan)
        except AssignmentRefused as refused:
            form.add_error(None, str(refused))
    return _show(request, form, items, plan)


def _read_keys(texts: list[str]) -> list[UUID]:
    found = []
    for text in dict.fromkeys(texts):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found[:MAX_CHOSEN]


def _plan(form: AssignForm, items: list[PlanItem]) -> list[PlannedAssignment]:
    chosen = form.cleaned_data
    return plan_assignments(
        items=[item for item in items if str(item.key) in chosen["items"]],
        languages=chosen["languages"],
        assignees=form.get_assignees(),
        reassign=chosen["reassign"],
    )


def _assign(request: HttpRequest, form: AssignForm, plan: list[PlannedAssignment]) -> HttpResponse:
    chosen = form.cleaned_data
    made = assign_planned(
        plan=plan, due_on=chosen["due_on"], note=chosen["note"], by=cast(User, request.user), at=timezone.now()
    )
    if not made:
        raise AssignmentRefused("nothing", _("None of this can be assigned. See the reasons below."))
    text = ngettext("%(count)s text is assigned.", "%(count)s texts are assigned.", len(made))
    messages.success(request, text % {"count": len(made)})
    return redirect("desk_table")


def _show(request: HttpRequest, form: AssignForm, items: list[PlanItem], plan: list[PlannedAssignment]) -> HttpResponse:
    context = {
        "header_title": _("Assign work"),
        "page_title": _("Assign work"),
        "header_icon": "user",
        "form": form,
        "items": list(zip(form["items"], items, strict=True)),
        "planned": [row for row in plan if not row.skip_reason],
        "skipped": [row for row in plan if row.skip_reason],
        "has_plan": bool(plan),
    }
    return render(request, "translation_desk/assign.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Capability.ASSIGN_WORK)
def unassign(request: HttpRequest, assignment_id: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment, pk=assignment_id)
    try:
        assignments.unassign(assignment=assignment, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("The assignment is withdrawn. Nobody is assigned to this text now."))
    except AssignmentRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk_write", key=assignment.translation_key, language=assignment.language)


@require_POST
@requires(Capability.TRANSLATE)
def take_over(request: HttpRequest, assignment_id: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment, pk=assignment_id)
    try:
        assignments.take_over(assignment=assignment, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("This work is now assigned to you."))
    except AssignmentRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk_worklist")
