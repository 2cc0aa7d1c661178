"""The ledger in the admin: menu item and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.ledger import views


@hooks.register("register_admin_urls")
def ledger_urls() -> list[URLPattern]:
    return [
        path("outreach/ledger/", views.events, name="outreach_ledger"),
        path("outreach/ledger/verify/", views.verify_now, name="outreach_verify_ledger"),
    ]


@hooks.register(HOOK)
def ledger_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(_("Ledger"), "outreach_ledger", Capability.SEE_LEDGER, icon="list-ol", order=320)
