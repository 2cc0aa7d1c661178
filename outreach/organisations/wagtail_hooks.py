"""Organisations and their members in the admin: menu items and forms."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.organisations.viewsets import MembershipViewSet, OrganisationViewSet


@hooks.register("register_admin_viewset")
def organisation_viewsets() -> list[Any]:
    return [OrganisationViewSet(), MembershipViewSet()]


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
