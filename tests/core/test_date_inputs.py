"""Days and moments in forms: browsers take their values in every language of the campaign."""

from datetime import datetime
from pathlib import Path

import pytest
from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import override

from cms.core.date_inputs import DayInput, MomentInput
from translations.languages import CODES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("language", CODES)
def test_value_of_a_day_and_a_moment_is_one_that_browsers_show(language: str) -> None:
    class Form(forms.Form):
        on = forms.DateField(widget=DayInput)
        at = forms.DateTimeField(widget=MomentInput)

    with override(language):
        moment = datetime(2026, 11, 30, 8, 5, tzinfo=get_current_timezone())
        html = str(Form(initial={"on": moment.date(), "at": moment}))
        form = Form({"on": "2026-11-30", "at": "2026-11-30T08:05"})

    assert '<input type="date" name="on" value="2026-11-30"' in html
    assert '<input type="datetime-local" name="at" value="2026-11-30T08:05"' in html
    assert form.is_valid()


def test_no_form_has_another_field_of_this_kind() -> None:
    others = [
        path.name
        for app in ("cms", "outreach")
        for path in (ROOT / app).rglob("*.py")
        if '"type": "date' in path.read_text(encoding="utf-8")
    ]

    assert others == []
