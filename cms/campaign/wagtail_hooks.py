"""Admin of the campaign's rows, in a menu of their own."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.campaign.models import Campaign, EvidenceKind, KeyDate, Phase, Province, Topic
from cms.users.policy import CapabilityPolicy
from cms.users.roles import Capability


class RowViewSet(SnippetViewSet):
    """Admin of rows whose names are public in all languages once saved, so only publishers may change them."""

    @property
    def permission_policy(self) -> CapabilityPolicy:
        return CapabilityPolicy(
            self.model, view=Capability.SEE_DESK, add=Capability.PUBLISH_SOURCE, change=Capability.PUBLISH_SOURCE
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
