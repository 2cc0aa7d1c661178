"""Values of indicators: two people make one public, one takes it away, a correction keeps the earlier one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.campaign import indicator_values as rules
from cms.campaign.loading import load_campaign
from cms.campaign.models import Indicator, IndicatorValue, ValueState
from cms.change_requests.models import ChangeRequest
from cms.users.models import User
from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.translation_desk.test_views import sign_in
from translations.languages import CODES, get_column

if TYPE_CHECKING:
    from tests.pages.factories import PublicSite

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 1)
SOURCE_FIELDS = {f"source_{code.replace('-', '_')}": "" for code in CODES}


@pytest.fixture
def indicator(site: PublicSite) -> Indicator:
    load_campaign()
    return Indicator.objects.get(code="reports-received")


def enter(indicator: Indicator, by: User, value: str = "100", **given: Any) -> IndicatorValue:
    fields: dict[str, Any] = {"as_of": DAY, "source": {"vi": "Báo cáo tuần"}, "at": timezone.now(), **given}
    return rules.enter(indicator=indicator, value=Decimal(value), by=by, **fields)


def publish(site: PublicSite, indicator: Indicator, value: str = "100", **given: Any) -> IndicatorValue:
    entered = enter(indicator, site.editor, value, **given)
    rules.confirm(value=entered, by=site.publisher, at=timezone.now())
    entered.refresh_from_db()
    return entered


def read_figures() -> str:
    found = BeautifulSoup(Client().get("/vi/").content, "html.parser").select_one("#home-figures + .figures")
    return found.get_text(" ") if found else ""


def test_the_plans_own_list_is_loaded_in_all_languages_and_without_a_value(indicator: Indicator) -> None:
    rows = list(Indicator.objects.order_by("position"))

    assert [row.code for row in rows] == [
        "reports-received",
        "engagement",
        "information-received",
        "share-verified",
        "remains-gathered",
        "positions-verified",
        "dna-samples",
    ]
    assert all(getattr(row, get_column("name", code)) for row in rows for code in CODES)
    assert not IndicatorValue.objects.exists()


@pytest.mark.both_databases
def test_a_value_is_public_once_a_second_person_confirms_it(site: PublicSite, indicator: Indicator) -> None:
    value = enter(indicator, site.editor)
    before = read_figures()

    rules.confirm(value=value, by=site.publisher, at=timezone.now())

    assert before == ""
    assert "100" in read_figures()


def test_nobody_confirms_a_value_of_their_own(site: PublicSite, indicator: Indicator) -> None:
    value = enter(indicator, site.publisher)

    with pytest.raises(rules.FigureRefused):
        rules.confirm(value=value, by=site.publisher, at=timezone.now())
    value.state, value.decided_by = ValueState.CONFIRMED, site.publisher
    with pytest.raises(IntegrityError), transaction.atomic():
        value.save()


@pytest.mark.both_databases
def test_a_correction_keeps_the_earlier_value_public_until_confirmed_and_on_record_after(
    site: PublicSite, indicator: Indicator
) -> None:
    earlier = publish(site, indicator)
    correction = enter(indicator, site.editor, "90", corrects=earlier)
    between = read_figures()

    rules.confirm(value=correction, by=site.publisher, at=timezone.now())

    earlier.refresh_from_db()
    assert "100" in between
    assert "90" in read_figures() and "100" not in read_figures()
    assert (earlier.state, earlier.value, earlier.decided_by) == (ValueState.CORRECTED, 100, site.publisher)


@pytest.mark.both_databases
def test_one_person_takes_a_value_away_at_once_and_the_one_before_is_shown_with_its_day(
    site: PublicSite, indicator: Indicator
) -> None:
    publish(site, indicator, "80", as_of=date(2026, 9, 1))
    value = publish(site, indicator)

    rules.withdraw(value=value, by=site.lead, at=timezone.now(), reason="Sai số")

    value.refresh_from_db()
    assert (value.state, value.withdrawn_by, value.reason) == (ValueState.WITHDRAWN, site.lead, "Sai số")
    assert "80" in read_figures() and "tháng 9" in read_figures()


@pytest.mark.parametrize(
    "given",
    [
        {"as_of": timezone.localdate() + timedelta(days=1)},
        {"as_of": date.min},
        {"as_of": date.max},
        {"source": {"en": "Weekly report"}},
        {"source": {"vi": "  "}},
        {"source": {"vi": "Gọi 0912 345 678"}},
        {"source": {"vi": "a" * 301}},
    ],
)
def test_a_value_without_a_right_day_or_source_is_refused(
    site: PublicSite, indicator: Indicator, given: dict[str, Any]
) -> None:
    with pytest.raises(rules.FigureRefused):
        enter(indicator, site.editor, **given)
    assert not IndicatorValue.objects.exists()


def test_a_second_value_of_a_day_must_be_a_correction(site: PublicSite, indicator: Indicator) -> None:
    earlier = publish(site, indicator)

    with pytest.raises(rules.FigureRefused):
        enter(indicator, site.editor, "101")
    assert enter(indicator, site.editor, "101", corrects=earlier).state == ValueState.PROPOSED
    with pytest.raises(rules.FigureRefused):
        enter(indicator, site.editor, "102", as_of=date(2026, 9, 1))


def test_a_correction_of_a_value_withdrawn_meanwhile_is_not_confirmed(site: PublicSite, indicator: Indicator) -> None:
    earlier = publish(site, indicator)
    correction = enter(indicator, site.editor, "90", corrects=earlier)
    rules.withdraw(value=earlier, by=site.lead, at=timezone.now(), reason="Sai số")

    with pytest.raises(rules.FigureRefused):
        rules.confirm(value=correction, by=site.publisher, at=timezone.now())
    assert read_figures() == ""


# --- in the admin ---


def test_value_goes_from_the_form_to_the_home_page(site: PublicSite, indicator: Indicator) -> None:
    address = reverse("indicator_value_enter", args=[indicator.pk])
    form = {
        **SOURCE_FIELDS,
        "value": "1234.5",
        "as_of": "2026-10-01",
        "source_vi": "Báo cáo tuần",
        "source_en": "A report",
    }

    sign_in(site.editor).post(address, form)
    value = IndicatorValue.objects.get()
    waiting = sign_in(site.publisher).get(reverse("indicator_values", args=[indicator.pk])).content.decode()
    sign_in(site.publisher).post(reverse("indicator_value_confirm", args=[value.pk]))

    assert "Báo cáo tuần" in waiting
    assert "1.234,5" in read_figures()
    history = sign_in(site.editor).get(reverse("indicator_values", args=[indicator.pk])).content.decode()
    assert str(site.editor) in history and str(site.publisher) in history
    log = sign_in(site.publisher).get(reverse("wagtailsnippets_campaign_indicator:history", args=[indicator.pk]))
    assert log.status_code == 200


def test_form_keeps_what_was_typed_and_says_what_is_wrong(site: PublicSite, indicator: Indicator) -> None:
    address = reverse("indicator_value_enter", args=[indicator.pk])
    form = {**SOURCE_FIELDS, "value": "12", "as_of": "0001-01-01", "source_vi": "Báo cáo tuần"}

    answer = sign_in(site.editor).post(address, form)

    assert answer.status_code == 422
    assert "Báo cáo tuần" in answer.content.decode()
    assert not IndicatorValue.objects.exists()


def test_value_is_corrected_and_withdrawn_on_its_page(site: PublicSite, indicator: Indicator) -> None:
    earlier = publish(site, indicator)
    address = reverse("indicator_value_correct", args=[earlier.pk])
    assert "100" in sign_in(site.editor).get(address).content.decode()

    form = {**SOURCE_FIELDS, "value": "90", "as_of": DAY.isoformat(), "source_vi": "Đính chính"}
    sign_in(site.editor).post(address, form)
    correction = IndicatorValue.objects.get(state=ValueState.PROPOSED)
    sign_in(site.publisher).post(reverse("indicator_value_confirm", args=[correction.pk]))
    shown = read_figures()
    withdrawal = reverse("indicator_value_withdraw", args=[correction.pk])
    assert sign_in(site.lead).get(withdrawal).status_code == 200
    without_reason = sign_in(site.lead).post(withdrawal, {"reason": ""})
    sign_in(site.lead).post(withdrawal, {"reason": "Sai số"})

    assert "90" in shown
    assert without_reason.status_code == 422
    assert read_figures() == ""


@pytest.mark.parametrize("role", [Role.TRANSLATOR, Role.OUTREACH_OFFICER, Role.ADMINISTRATOR])
def test_other_roles_enter_and_confirm_nothing(site: PublicSite, indicator: Indicator, role: Role) -> None:
    value = enter(indicator, site.editor)
    client = sign_in(make_person(role, "ko" if role == Role.TRANSLATOR else None))

    for name, key in (("enter", indicator.pk), ("confirm", value.pk), ("reject", value.pk), ("withdraw", value.pk)):
        answer = client.post(reverse(f"indicator_value_{name}", args=[key]), {"reason": "x"})
        assert answer.status_code in {302, 403}
    value.refresh_from_db()
    assert value.state == ValueState.PROPOSED


def test_hiding_an_indicator_needs_one_person_and_showing_it_two(site: PublicSite, indicator: Indicator) -> None:
    publish(site, indicator)
    address = reverse("wagtailsnippets_campaign_indicator:edit", args=[indicator.pk])
    client = sign_in(site.editor)
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in {None, "", False}}

    client.post(address, {name: value for name, value in data.items() if name != "is_public"})
    hidden = read_figures()
    client.post(address, {**data, "is_public": "on"})

    assert hidden == ""
    assert read_figures() == ""
    assert ChangeRequest.objects.get().after == {"is_public": True}


def test_emptying_a_unit_needs_two_people_since_it_changes_what_the_figure_says(
    site: PublicSite, indicator: Indicator
) -> None:
    share = Indicator.objects.get(code="share-verified")
    client = sign_in(site.editor)
    address = reverse("wagtailsnippets_campaign_indicator:edit", args=[share.pk])
    form = client.get(address).context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    given.update({name: "" for name in given if name.startswith("unit")})

    client.post(address, given)

    share.refresh_from_db()
    assert share.unit == "%"
    assert ChangeRequest.objects.count() == 1
