"""Values of indicators: one person enters, a second one confirms, and one alone can take a public value away.

A value is never rewritten. A correction is a value of its own, and the one that it corrects stays on record.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.campaign.models import LONGEST_SOURCE, Indicator, IndicatorValue, ValueState
from cms.change_requests.public_row import find_text_faults
from cms.users.models import User
from cms.users.roles import Capability, may
from translations.languages import CODES, SOURCE, get_column

EARLIEST = date(1945, 1, 1)
"""A day before this one is a slip of the keyboard."""


class FigureRefused(Exception):
    """Nothing was changed; the text tells the user why and what to do."""


@transaction.atomic
def enter(
    *,
    indicator: Indicator,
    value: Decimal,
    as_of: date,
    source: Mapping[str, str],
    by: User,
    at: datetime,
    corrects: IndicatorValue | None = None,
) -> IndicatorValue:
    """Record a value for a second person to confirm; ``source`` has its wording by language.

    Raise ``FigureRefused`` if another value waits, the day can't be right or has a public value that isn't corrected.
    """
    Indicator.objects.select_for_update().get(pk=indicator.pk)
    if waiting := find_waiting(indicator):
        text = _("A value that %(person)s entered is waiting. Confirm or reject it first; nothing was saved.")
        raise FigureRefused(text % {"person": waiting.proposed_by})
    if not EARLIEST <= as_of <= timezone.localdate(at):
        raise FigureRefused(_("The day of a value can't be in the future, nor before 1945. Nothing was saved."))
    if corrects is not None and (corrects.indicator_id != indicator.pk or corrects.state != ValueState.CONFIRMED):
        raise FigureRefused(_("Only a confirmed value can be corrected. Nothing was saved."))
    _refuse_second_value(indicator, as_of=as_of, corrects=corrects)
    texts = {code: text.strip() for code, text in source.items() if text.strip()}
    _refuse_faulty_source(texts)
    return IndicatorValue.objects.create(
        indicator=indicator,
        value=value,
        as_of=as_of,
        corrects=corrects,
        proposed_by=by,
        proposed_at=at,
        **{get_column("source", code): text for code, text in texts.items()},
    )


@transaction.atomic
def confirm(*, value: IndicatorValue, by: User, at: datetime) -> None:
    """Make a value public and mark the one that it corrects as corrected; raise ``FigureRefused``."""
    value = _lock(value)
    if value.state != ValueState.PROPOSED:
        raise FigureRefused(_("This value has already been decided. Nothing was changed."))
    if value.proposed_by_id == by.pk:
        raise FigureRefused(_("You entered this value. A second person has to confirm it."))
    if value.corrects is not None:
        earlier = _lock(value.corrects)
        if earlier.state != ValueState.CONFIRMED:
            raise FigureRefused(_("The value that this one corrects is no longer public. Reject it and enter it anew."))
        earlier.state = ValueState.CORRECTED
        earlier.save(update_fields=["state"])
    _refuse_second_value(value.indicator, as_of=value.as_of, corrects=value.corrects)
    value.state, value.decided_by, value.decided_at = ValueState.CONFIRMED, by, at
    value.save(update_fields=["state", "decided_by", "decided_at"])
    log(value.indicator, action="campaign.confirm_value", user=by, content_changed=True)


@transaction.atomic
def reject(*, value: IndicatorValue, by: User, at: datetime) -> None:
    """Close a value that waits, without effect; who entered it may do so too.

    Raise ``FigureRefused`` if it was decided already, or for anybody who may not.
    """
    value = _lock(value)
    if value.state != ValueState.PROPOSED:
        raise FigureRefused(_("This value has already been decided. Nothing was changed."))
    if value.proposed_by_id != by.pk and not may(by, Capability.CONFIRM_FIGURES):
        raise FigureRefused(_("Only someone who may confirm values can reject another person's."))
    value.state, value.decided_by, value.decided_at = ValueState.REJECTED, by, at
    value.save(update_fields=["state", "decided_by", "decided_at"])


@transaction.atomic
def withdraw(*, value: IndicatorValue, by: User, at: datetime, reason: str) -> None:
    """Take a public value away at once; raise ``FigureRefused`` without a reason, or if it isn't public."""
    if not reason.strip():
        raise FigureRefused(_("Say why it is taken out of public."))
    value = _lock(value)
    if value.state != ValueState.CONFIRMED:
        raise FigureRefused(_("This value isn't public, so there is nothing to withdraw."))
    value.state, value.withdrawn_by, value.withdrawn_at, value.reason = ValueState.WITHDRAWN, by, at, reason.strip()
    value.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "reason"])
    log(value.indicator, action="campaign.withdraw_value", user=by, content_changed=True)


def find_waiting(indicator: Indicator) -> IndicatorValue | None:
    """Return the indicator's value that waits for a second person, or None."""
    waiting = indicator.values.filter(state=ValueState.PROPOSED)
    return waiting.select_related("proposed_by", "corrects").first()


def find_public() -> QuerySet[IndicatorValue]:
    """Return the newest confirmed value of each public indicator, in the order of the indicators."""
    return find_newest().filter(indicator__is_public=True)


def find_newest() -> QuerySet[IndicatorValue]:
    """Return the newest confirmed value of each indicator, in the order of the indicators."""
    confirmed = IndicatorValue.objects.filter(state=ValueState.CONFIRMED)
    newest = confirmed.filter(indicator=OuterRef("indicator")).order_by("-as_of", "-pk").values("pk")[:1]
    return (
        confirmed.filter(pk=Subquery(newest))
        .select_related("indicator")
        .order_by("indicator__position", "indicator__pk")
    )


def _lock(value: IndicatorValue) -> IndicatorValue:
    return IndicatorValue.objects.select_for_update(of=("self",)).select_related("indicator").get(pk=value.pk)


def _refuse_second_value(indicator: Indicator, *, as_of: date, corrects: IndicatorValue | None) -> None:
    others = indicator.values.filter(state=ValueState.CONFIRMED, as_of=as_of)
    if corrects is not None:
        others = others.exclude(pk=corrects.pk)
    if others.exists():
        raise FigureRefused(_("There is a confirmed value of this day. Correct that one instead; nothing was saved."))


def _refuse_faulty_source(texts: Mapping[str, str]) -> None:
    if not texts.get(SOURCE):
        raise FigureRefused(_("Say where the value comes from, in the source language at least. Nothing was saved."))
    faults = [fault for code in CODES for fault in find_text_faults(texts.get(code, ""), language=code)]
    if faults:
        raise FigureRefused(" ".join(dict.fromkeys(faults)))
    if any(len(text) > LONGEST_SOURCE for text in texts.values()):
        raise FigureRefused(
            _("The source is too long: at most %(most)s characters. Nothing was saved.") % {"most": LONGEST_SOURCE}
        )
