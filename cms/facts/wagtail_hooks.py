"""The register in the admin: its menu, addresses, and the warning of verifications that end."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.rich_text.feature_registry import FeatureRegistry

from cms.facts import admin_views, channel_views, insertion
from cms.facts.forms import ContactChannelForm, FactForm
from cms.facts.homepage import VerificationPanel
from cms.facts.live import get_live_values
from cms.facts.models import ContactChannel, Fact
from cms.facts.rendering import has_value_in, write_value
from cms.users.menu import CapabilityMenuItem
from cms.users.policy import CapabilityPolicy
from cms.users.roles import Capability, get_capabilities
from translations.languages import SOURCE


def _write_live(fact: Fact) -> str:
    value = get_live_values().get(fact.key)
    if value is None or not has_value_in(value, language=SOURCE):
        return "—"
    return write_value(value, language=SOURCE)


class FactViewSet(ModelViewSet):
    model = Fact
    name = "facts"
    url_prefix = "register/facts"
    icon = "tag"
    menu_label = _("Facts")
    list_display = [
        TitleColumn(
            "label",
            label=_("What it is"),
            get_url=lambda fact: reverse("facts:inspect", args=[fact.pk]),
            sort_key="label",
        ),
        Column("key", label=_("Key"), sort_key="key"),
        Column("get_kind_display", label=_("Kind")),
        Column("live", label=_("Live value"), accessor=_write_live),
    ]
    list_filter = ["kind"]
    search_fields = ["key", "label"]
    ordering = "label"
    inspect_view_enabled = True
    inspect_view_class = admin_views.FactInspectView
    copy_view_enabled = False
    add_to_reference_index = False
    permission_policy = CapabilityPolicy(
        Fact, add=Capability.PROPOSE_FACTS, change=Capability.PROPOSE_FACTS, view=Capability.SEE_DESK
    )

    def get_form_class(self, for_update: bool = False) -> type[FactForm]:
        return FactForm


class ContactChannelViewSet(ModelViewSet):
    model = ContactChannel
    name = "contacts"
    url_prefix = "register/contacts"
    icon = "mobile-alt"
    menu_label = _("Contacts")
    list_display = [
        TitleColumn("name", label=_("Name"), get_url=lambda channel: reverse("contacts:inspect", args=[channel.pk])),
        Column("get_kind_display", label=_("Kind")),
        Column("country", label=_("Country")),
        Column("verified_on", label=_("Verified on")),
        Column("verified_until", label=_("Verify again by")),
        BooleanColumn("is_placeholder", label=_("Placeholder")),
    ]
    list_filter = ["kind", "country"]
    inspect_view_enabled = True
    inspect_view_class = channel_views.ChannelInspectView
    edit_view_class = channel_views.ChannelEditView
    copy_view_enabled = False
    add_to_reference_index = False
    permission_policy = CapabilityPolicy(
        ContactChannel,
        add=Capability.PROPOSE_FACTS,
        change=Capability.PROPOSE_FACTS,
        view=Capability.SEE_DESK,
    )

    def get_form_class(self, for_update: bool = False) -> type[ContactChannelForm]:
        return ContactChannelForm


class RegisterGroup(ModelViewSetGroup):
    items = (FactViewSet, ContactChannelViewSet)
    menu_label = _("Register")
    menu_icon = "tag"
    menu_order = 250

    def get_submenu_items(self) -> list[MenuItem]:
        allowed = (Capability.PROPOSE_FACTS, Capability.APPROVE_FACTS)
        waiting = CapabilityMenuItem(_("Waiting for a decision"), "fact_waiting", *allowed, icon="tasks")
        return [*super().get_submenu_items(), waiting]


@hooks.register("register_admin_viewset")
def register_viewset() -> RegisterGroup:
    return RegisterGroup()


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("register/waiting/", admin_views.list_waiting, name="fact_waiting"),
        path("register/facts/<int:fact_id>/propose/", admin_views.propose, name="fact_propose"),
        path("register/versions/<int:version_id>/approve/", admin_views.approve, name="fact_approve"),
        path("register/versions/<int:version_id>/reject/", admin_views.reject, name="fact_reject"),
        path("register/versions/<int:version_id>/revoke/", admin_views.revoke, name="fact_revoke"),
        path("register/contacts/<int:channel_id>/verify/", channel_views.verify, name="contact_verify"),
        path("register/contacts/<int:channel_id>/revoke/", channel_views.revoke, name="contact_revoke"),
        path("register/proposals/<int:proposal_id>/approve/", channel_views.approve, name="contact_approve"),
        path("register/proposals/<int:proposal_id>/reject/", channel_views.reject, name="contact_reject"),
        path("register/tokens/", insertion.list_tokens, name="fact_tokens"),
    ]


@hooks.register("construct_homepage_panels")
def show_verifications(request: HttpRequest, panels: list[Any]) -> None:
    """Show the contacts whose verification is overdue, or soon will be, to those who can propose a new one."""
    if Capability.PROPOSE_FACTS in get_capabilities(request.user):
        panels.append(VerificationPanel())


@hooks.register("insert_editor_js")
def add_insertion_script() -> SafeString:
    """Add the control that inserts a token of the register into the text fields of a page."""
    return format_html(
        '<script src="{}" data-tokens="{}"></script>', static("js/insert-token.js"), reverse("fact_tokens")
    )


@hooks.register("insert_global_admin_css")
def add_insertion_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/insert-token.css"))


@hooks.register("register_rich_text_features")
def register_insertion(features: FeatureRegistry) -> None:
    features.register_editor_plugin("draftail", insertion.FEATURE, insertion.InsertionFeature())
