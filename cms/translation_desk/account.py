"""The desk's setting in a user's account: mail about changed sources."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.admin.widgets import SwitchInput

from cms.translation_desk.models import DeskPreferences
from cms.users.roles import Capability, get_capabilities


class SourceChangesForm(forms.ModelForm):
    class Meta:
        model = DeskPreferences
        fields: ClassVar[list[str]] = ["source_changed_notifications"]
        widgets: ClassVar[dict[str, Any]] = {"source_changed_notifications": SwitchInput()}


class SourceChangesPanel(BaseSettingsPanel):
    """Shown to those who translate."""

    name = "desk"
    title = _("Translation desk")
    tab = notifications_tab
    order = 200
    form_class = SourceChangesForm

    def is_active(self) -> bool:
        return Capability.TRANSLATE in get_capabilities(self.user)

    def get_form(self) -> SourceChangesForm:
        preferences = DeskPreferences.objects.filter(user=self.user).first() or DeskPreferences(user=self.user)
        data = self.request.POST if self.request.method == "POST" else None
        return SourceChangesForm(data, instance=preferences, prefix=self.name)
