"""The form that gives a page its recording in one language."""

from typing import Any

from django import forms
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.core.language_names import name_languages
from cms.media.models import PageReading, ReadAloudMixin, Recording
from translations.languages import CODES, SOURCE


class ReadingForm(forms.ModelForm):
    """Offers the source's pages that can be read aloud; the reading belongs to the page's text in its language.

    Which text that is can't be changed: to read another one aloud, remove this reading and add one.
    """

    recording = forms.ModelChoiceField(label=_("recording"), queryset=Recording.objects.order_by("title"))

    class Meta:
        model = PageReading
        fields = ["page", "language", "recording"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        models = [model for model in apps.get_models() if issubclass(model, ReadAloudMixin)]
        types = ContentType.objects.get_for_models(*models, for_concrete_models=False).values()
        pages = Page.objects.filter(content_type__in=types, locale__language_code=SOURCE)
        self.fields["page"] = forms.ModelChoiceField(label=_("page"), queryset=pages.order_by("title"))
        self.fields["language"] = forms.ChoiceField(label=_("language"), choices=name_languages(CODES))
        for name in ("page", "language"):
            self.fields[name].disabled = self.instance.pk is not None
