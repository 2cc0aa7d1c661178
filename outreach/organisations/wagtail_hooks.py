"""Organisations and their members in the admin: menu items and forms."""

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.organisations import import_views, invitation_views
from outreach.organisations.importing import CHANGED, CREATED
from outreach.organisations.invitations import INVITED, JOINED, REMOVED, REVOKED
from outreach.organisations.viewsets import ContactPersonViewSet, MembershipViewSet, OrganisationViewSet


@hooks.register("register_admin_viewset")
def organisation_viewsets() -> list[Any]:
    return [OrganisationViewSet(), MembershipViewSet(), ContactPersonViewSet()]


@hooks.register("register_admin_urls")
def organisations_urls() -> list[URLPattern]:
    start = "outreach/organisation-imports/"
    return [
        path(start, import_views.imports, name="outreach_organisation_imports"),
        path(f"{start}<int:pk>/", import_views.import_plan, name="outreach_organisation_import"),
        path(f"{start}<int:pk>/apply/", import_views.apply, name="outreach_organisation_import_apply"),
        path(f"{start}organisations.<str:extension>", import_views.table, name="outreach_organisation_table"),
        path("outreach/invitations/", invitation_views.invitations, name="outreach_invitations"),
        path(
            "outreach/invitations/<int:pk>/revoke/",
            invitation_views.withdraw,
            name="outreach_revoke_invitation",
        ),
    ]


@hooks.register("register_log_actions")
def register_actions(actions: Any) -> None:
    actions.register_action(CREATED, _("Added by an import"), _("Added by an import"))
    actions.register_action(CHANGED, _("Changed by an import"), _("Changed by an import"))
    actions.register_action(INVITED, _("Person invited"), _("Person invited"))
    actions.register_action(REVOKED, _("Invitation withdrawn"), _("Invitation withdrawn"))
    actions.register_action(JOINED, _("Invitation accepted"), _("Invitation accepted"))
    actions.register_action(REMOVED, _("Member removed"), _("Member removed"))


@hooks.register(HOOK)
def organisations_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Organisations"),
        "outreach_organisations:index",
        Capability.MANAGE_ORGANISATIONS,
        icon="group",
        order=500,
    )


@hooks.register(HOOK)
def members_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Members of organisations"),
        "outreach_memberships:index",
        Capability.MANAGE_ORGANISATIONS,
        icon="user",
        order=510,
    )


@hooks.register(HOOK)
def people_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Contact persons"),
        "outreach_people:index",
        Capability.MANAGE_ORGANISATIONS,
        icon="clipboard-list",
        order=515,
    )


@hooks.register(HOOK)
def import_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Import organisations"),
        "outreach_organisation_imports",
        Capability.MANAGE_ORGANISATIONS,
        icon="upload",
        order=525,
    )


@hooks.register(HOOK)
def invitations_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(
        _("Invitations"), "outreach_invitations", Capability.MANAGE_ORGANISATIONS, icon="mail", order=512
    )
