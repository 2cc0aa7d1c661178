"""Holdings in the admin: menu item and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.roles import Capability
from outreach.admin.menu import HOOK, OutreachMenuItem
from outreach.holdings import views


@hooks.register("register_admin_urls")
def holdings_urls() -> list[URLPattern]:
    return [
        path("outreach/holdings/", views.holdings, name="outreach_holdings"),
        path("outreach/holdings/<uuid:key>/", views.organisation, name="outreach_organisation"),
    ]


@hooks.register(HOOK)
def holdings_item() -> OutreachMenuItem:
    return OutreachMenuItem(
        _("Who holds what"),
        "outreach_holdings",
        capability=Capability.SEE_LEDGER,
        icon="folder-open-inverse",
        order=300,
    )
