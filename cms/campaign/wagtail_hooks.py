"""Admin of the campaign's rows, in a menu of their own."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet, SnippetViewSetGroup

from cms.campaign.models import Campaign, EvidenceKind, KeyDate, Phase, Province, Topic
from cms.change_requests.guards import list_own_fields
from cms.change_requests.view_mixins import RequestedAddMixin, RequestedEditMixin
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
    list_display = ["short_name", "decision", "ends_on", BooleanColumn("is_current", label=_("current campaign"))]


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


class ProvinceViewSet(RowViewSet):
    model = Province
    icon = "globe"
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


class CampaignGroup(SnippetViewSetGroup):
    items = (CampaignViewSet, TopicViewSet, EvidenceKindViewSet, ProvinceViewSet, PhaseViewSet, KeyDateViewSet)
    menu_label = _("Campaign")
    menu_icon = "site"
    menu_order = 300


register_snippet(CampaignGroup)
