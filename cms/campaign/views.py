"""Admin pages on which values of indicators are entered, confirmed, corrected and withdrawn."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.campaign import indicator_values as rules
from cms.campaign.forms import ReasonForm, ValueForm
from cms.campaign.models import Indicator, IndicatorValue, ValueState
from cms.campaign.progress import write_number
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability, may
from translations.languages import CODES, SOURCE, get_column


@requires(Capability.SEE_DESK)
def list_indicators(request: HttpRequest) -> HttpResponse:
    """List the indicators, each with its public value and the one that waits."""
    indicators = list(Indicator.objects.order_by("position", "pk"))
    of_state = IndicatorValue.objects.select_related("indicator", "proposed_by")
    confirmed = {value.indicator_id: value for value in rules.find_newest()}
    waiting = {value.indicator_id: value for value in of_state.filter(state=ValueState.PROPOSED)}
    context = {
        "rows": [
            {
                "indicator": each,
                "confirmed": _describe(confirmed.get(each.pk)),
                "waiting": _describe(waiting.get(each.pk)),
            }
            for each in indicators
        ],
        "page_title": _("Values of indicators"),
        "header_icon": "order",
    }
    return TemplateResponse(request, "campaign/indicators.html", context)


@requires(Capability.SEE_DESK)
def show_indicator(request: HttpRequest, indicator_id: int) -> HttpResponse:
    """Show an indicator with all its values, and the form for the next one."""
    indicator = get_object_or_404(Indicator, pk=indicator_id)
    return _show(request, indicator)


@require_POST
@requires(Capability.ENTER_FIGURES)
def enter_value(request: HttpRequest, indicator_id: int) -> HttpResponse:
    indicator = get_object_or_404(Indicator, pk=indicator_id)
    return _take(request, indicator, corrects=None)


@requires(Capability.ENTER_FIGURES)
def correct_value(request: HttpRequest, value_id: int) -> HttpResponse:
    """Show the form with the public value, and on POST enter what corrects it."""
    value = get_object_or_404(IndicatorValue.objects.select_related("indicator"), pk=value_id)
    if request.method == "POST":
        return _take(request, value.indicator, corrects=value)
    sources = {(name := get_column("source", code)): getattr(value, name) for code in CODES}
    form = ValueForm(initial={"value": f"{value.value.normalize():f}", "as_of": value.as_of, **sources})
    return _show(request, value.indicator, form=form, corrects=value)


@require_POST
@requires(Capability.CONFIRM_FIGURES)
def confirm_value(request: HttpRequest, value_id: int) -> HttpResponse:
    value = get_object_or_404(IndicatorValue, pk=value_id)
    try:
        rules.confirm(value=value, by=cast(User, request.user), at=timezone.now())
    except rules.FigureRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The value is confirmed. If the indicator is public, readers see it from now on."))
    return redirect("indicator_values", indicator_id=value.indicator_id)


@require_POST
@requires(Capability.ENTER_FIGURES, Capability.CONFIRM_FIGURES)
def reject_value(request: HttpRequest, value_id: int) -> HttpResponse:
    """Reject a value; the person who entered it may take it back in the same way."""
    value = get_object_or_404(IndicatorValue, pk=value_id)
    try:
        rules.reject(value=value, by=cast(User, request.user), at=timezone.now())
    except rules.FigureRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The value is closed. Nothing has changed in public."))
    return redirect("indicator_values", indicator_id=value.indicator_id)


@requires(Capability.CONFIRM_FIGURES)
def withdraw_value(request: HttpRequest, value_id: int) -> HttpResponse:
    """Ask for the reason, and on POST take the value out of public at once."""
    value = get_object_or_404(IndicatorValue.objects.select_related("indicator"), pk=value_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            rules.withdraw(value=value, by=cast(User, request.user), at=timezone.now(), reason=reason)
        except rules.FigureRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The value is withdrawn, and readers no longer see it."))
            return redirect("indicator_values", indicator_id=value.indicator_id)
    context = {
        "form": form,
        "value": _describe(value),
        "page_title": _("Withdraw a value"),
        "page_subtitle": value.indicator.name,
        "header_icon": "order",
    }
    return TemplateResponse(request, "campaign/withdraw_value.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, indicator: Indicator, *, corrects: IndicatorValue | None) -> HttpResponse:
    form = ValueForm(request.POST)
    if form.is_valid():
        try:
            rules.enter(
                indicator=indicator,
                value=form.cleaned_data["value"],
                as_of=form.cleaned_data["as_of"],
                source=form.read_source(),
                corrects=corrects,
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except rules.FigureRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The value is entered. It goes public when a second person confirms it."))
            return redirect("indicator_values", indicator_id=indicator.pk)
    return _show(request, indicator, form=form, corrects=corrects, status=422)


def _show(
    request: HttpRequest,
    indicator: Indicator,
    *,
    form: ValueForm | None = None,
    corrects: IndicatorValue | None = None,
    status: int = 200,
) -> HttpResponse:
    user = cast(User, request.user)
    values = indicator.values.select_related("proposed_by", "decided_by", "withdrawn_by", "corrects", "indicator")
    waiting = rules.find_waiting(indicator)
    may_enter = may(user, Capability.ENTER_FIGURES) and (waiting is None or form is not None)
    context = {
        "indicator": indicator,
        "values": [_describe(value) for value in values.order_by("-as_of", "-pk")],
        "waiting": _describe(waiting),
        "corrects": _describe(corrects),
        "form": (form or ValueForm()) if may_enter else None,
        "may_enter": may_enter,
        "may_confirm": may(user, Capability.CONFIRM_FIGURES),
        "is_own": waiting is not None and waiting.proposed_by_id == user.pk,
        "page_title": _("Values of an indicator"),
        "page_subtitle": indicator.name,
        "header_icon": "order",
    }
    return TemplateResponse(request, "campaign/indicator.html", context, status=status)


def _describe(value: IndicatorValue | None) -> dict[str, Any] | None:
    """Return the value with its number as the user's language writes it."""
    if value is None:
        return None
    number = write_number(value.value, language=get_language() or SOURCE)
    unit = value.indicator.unit or ""
    return {
        "row": value,
        "written": f"{number} {unit}".strip(),
        "is_public": value.state == ValueState.CONFIRMED,
        "sources": [text for code in CODES if (text := getattr(value, get_column("source", code)))],
    }
