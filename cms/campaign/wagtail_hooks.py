"""The campaign's rows in the admin, under one menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.campaign.models import Campaign, EvidenceKind, KeyDate, Phase, Province, Topic


class CampaignViewSet(SnippetViewSet):
    model = Campaign
    icon = "site"
    list_display = ["short_name", "decision", "ends_on", "is_current"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = ["number", "name", "clause"]
    ordering = ["number"]


class EvidenceKindViewSet(SnippetViewSet):
    model = EvidenceKind
    icon = "folder-open-inverse"
    list_display = ["position", "name"]
    ordering = ["position"]


class ProvinceViewSet(SnippetViewSet):
    model = Province
    icon = "globe"
    list_display = ["code", "name", "former_names"]
    list_per_page = 50
    ordering = ["code"]


class PhaseViewSet(SnippetViewSet):
    model = Phase
    icon = "calendar-alt"
    list_display = ["number", "name", "starts_on", "ends_on"]
    ordering = ["number"]


class KeyDateViewSet(SnippetViewSet):
    model = KeyDate
    icon = "date"
    list_display = ["name", "day", "month", "since"]


class CampaignGroup(SnippetViewSetGroup):
    items = (CampaignViewSet, TopicViewSet, EvidenceKindViewSet, ProvinceViewSet, PhaseViewSet, KeyDateViewSet)
    menu_label = _("Campaign")
    menu_icon = "site"
    menu_order = 300


register_snippet(CampaignGroup)
