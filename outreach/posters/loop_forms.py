from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.render.loop_length import LEAST_SECONDS_EACH, MOST_SECONDS
from outreach.posters.loops import MOST_LANGUAGES
from outreach.posters.models import Poster

USUAL_SECONDS = 15


class LoopForm(forms.Form):
    """Languages of a loop, and the seconds of each."""

    posters = forms.MultipleChoiceField(label=_("Languages, in this order"), widget=forms.CheckboxSelectMultiple)
    seconds_each = forms.IntegerField(
        label=_("Seconds for each language"),
        min_value=LEAST_SECONDS_EACH,
        max_value=MOST_SECONDS,
        help_text=_("The whole loop has 10 to 30 seconds; each code is seen for at least 6."),
    )

    def __init__(self, *args: Any, posters: Sequence[Poster], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posters"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField, as declared above
            (str(poster.pk), f"{poster.get_language_display()}: {poster.title}") for poster in posters
        ]
        first = [str(poster.pk) for poster in posters[:MOST_LANGUAGES]]
        self.fields["posters"].initial = first
        self.fields["seconds_each"].initial = max(LEAST_SECONDS_EACH, USUAL_SECONDS // max(1, len(first)))
