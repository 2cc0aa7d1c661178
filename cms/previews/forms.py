from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.core.date_inputs import MomentInput
from cms.previews.models import PreviewLink

USUAL_TIME_AFTER = timedelta(days=1)


class PreviewLinkForm(forms.ModelForm):
    """The recipient and the end of a link; the end that it proposes is a day after the text goes live."""

    class Meta:
        model = PreviewLink
        fields = ("recipient", "ends_at")
        widgets = {"ends_at": MomentInput()}
        help_texts = {
            "recipient": _("The newsroom or journalist. Make a link for each, so that you can revoke one alone."),
            "ends_at": _("When the text goes live, the link goes to the public page until this moment."),
        }

    def set_usual_end(self, due_at: datetime) -> None:
        self.initial["ends_at"] = timezone.localtime(due_at + USUAL_TIME_AFTER)
