"""Admin of the campaign's rows, in a menu of their own."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import ObjectList, extract_panel_definitions_from_model_class
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, SnippetViewSetGroup

from cms.campaign import views
from cms.campaign.forms import PlaceForm, SubjectForm
from cms.campaign.models import Campaign, EvidenceKind, Indicator, KeyDate, Phase, Place, Subject, Topic
from cms.change_requests.guards import list_own_fields
from cms.change_requests.view_mixins import RequestedAddMixin, RequestedEditMixin
from cms.users.menu import CapabilityMenuItem
from cms.users.policy import CapabilityPolicy
from cms.users.roles import Capability


class RowCreateView(RequestedAddMixin, CreateView):
    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policy enforces it."""


class RowEditView(RequestedEditMixin, EditView):
    required_capabilities = (Capability.WRITE_SOURCE,)
    """For tests/architecture only: the permission policy enforces it."""


class RowViewSet(SnippetViewSet):
    """Admin of rows whose names are public in all languages at once: one person requests, a publisher approves."""

    add_view_class = RowCreateView
    edit_view_class = RowEditView
    copy_view_enabled = False
    base_form_class = WagtailAdminModelForm

    def get_edit_handler(self) -> Any:
        """Return all own fields as panels of one form, which a subclass may name."""
        panels = extract_panel_definitions_from_model_class(self.model, exclude=self.get_exclude_form_fields())
        return ObjectList(panels, base_form_class=self.base_form_class).bind_to_model(self.model)

    def get_exclude_form_fields(self) -> list[str]:
        """Exclude the name in the editor's own language: saving it would overwrite the column of that language."""
        own = list_own_fields(self.model)
        return [field.name for field in self.model._meta.concrete_fields if field.name not in own]

    @property
    def permission_policy(self) -> CapabilityPolicy:
        return CapabilityPolicy(
            self.model, view=Capability.SEE_DESK, add=Capability.WRITE_SOURCE, change=Capability.WRITE_SOURCE
        )


class CampaignViewSet(RowViewSet):
    model = Campaign
    icon = "site"
    list_display = ["short_name", "decision", "ends_on"]

    @property
    def permission_policy(self) -> CapabilityPolicy:
        """The policy of the other rows, without adding: an installation runs one campaign."""
        return CapabilityPolicy(self.model, view=Capability.SEE_DESK, change=Capability.WRITE_SOURCE)


class TopicViewSet(RowViewSet):
    model = Topic
    icon = "tag"
    list_display = ["number", "name", "clause"]
    ordering = ["number"]


class EvidenceKindViewSet(RowViewSet):
    model = EvidenceKind
    icon = "folder-open-inverse"
    list_display = ["position", "name"]
    ordering = ["position"]


class PlaceViewSet(RowViewSet):
    model = Place
    icon = "globe"
    base_form_class = PlaceForm
    list_display = ["code", "name", "former_names"]
    list_per_page = 50
    ordering = ["code"]


class PhaseViewSet(RowViewSet):
    model = Phase
    icon = "calendar-alt"
    list_display = ["number", "name", "starts_on", "ends_on"]
    ordering = ["number"]


class KeyDateViewSet(RowViewSet):
    model = KeyDate
    icon = "date"
    list_display = ["name", "day", "month", "since"]


class SubjectViewSet(RowViewSet):
    model = Subject
    icon = "group"
    base_form_class = SubjectForm
    list_display = ["name", "kind", "first_year", "last_year"]


class IndicatorViewSet(RowViewSet):
    model = Indicator
    icon = "order"
    list_display = ["position", "name", "unit", "clause", "is_public"]
    ordering = ["position"]


FURTHER = (SubjectViewSet, PhaseViewSet, KeyDateViewSet, IndicatorViewSet)


class CampaignGroup(SnippetViewSetGroup):
    items = (CampaignViewSet, TopicViewSet, EvidenceKindViewSet, PlaceViewSet, *FURTHER)
    menu_label = _("Campaign")
    menu_icon = "site"
    menu_order = 300


register_snippet(CampaignGroup)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    allowed = (Capability.ENTER_FIGURES, Capability.CONFIRM_FIGURES)
    return CapabilityMenuItem(_("Figures"), "indicators", *allowed, icon="order", order=305)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("figures/", views.list_indicators, name="indicators"),
        path("figures/<int:indicator_id>/", views.show_indicator, name="indicator_values"),
        path("figures/<int:indicator_id>/enter/", views.enter_value, name="indicator_value_enter"),
        path("figures/values/<int:value_id>/correct/", views.correct_value, name="indicator_value_correct"),
        path("figures/values/<int:value_id>/confirm/", views.confirm_value, name="indicator_value_confirm"),
        path("figures/values/<int:value_id>/reject/", views.reject_value, name="indicator_value_reject"),
        path("figures/values/<int:value_id>/withdraw/", views.withdraw_value, name="indicator_value_withdraw"),
    ]


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    actions.register_action("campaign.confirm_value", _("Confirm a value"), _("Value confirmed by a second person"))
    actions.register_action("campaign.withdraw_value", _("Withdraw a value"), _("Value withdrawn"))
