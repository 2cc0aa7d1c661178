from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.roles import Capability
from outreach.organisations.menu import HOOK, OutreachMenu, OutreachMenuItem, outreach_menu
from outreach.organisations.viewsets import MembershipViewSet, OrganisationViewSet


@hooks.register("register_admin_viewset")
def organisation_viewsets() -> list[Any]:
    return [OrganisationViewSet(), MembershipViewSet()]


@hooks.register("register_admin_menu_item")
def outreach_menu_item() -> OutreachMenu:
    return OutreachMenu(_("Outreach"), outreach_menu, icon_name="globe", order=350)


@hooks.register(HOOK)
def organisations_item() -> OutreachMenuItem:
    return OutreachMenuItem(
        _("Organisations"),
        "outreach_organisations:index",
        capability=Capability.MANAGE_ORGANISATIONS,
        icon="group",
        order=500,
    )


@hooks.register(HOOK)
def members_item() -> OutreachMenuItem:
    return OutreachMenuItem(
        _("Members of organisations"),
        "outreach_memberships:index",
        capability=Capability.MANAGE_ORGANISATIONS,
        icon="user",
        order=510,
    )
