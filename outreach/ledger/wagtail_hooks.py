from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.roles import Capability
from outreach.ledger import views
from outreach.organisations.menu import HOOK, OutreachMenuItem


@hooks.register("register_admin_urls")
def ledger_urls() -> list[URLPattern]:
    return [
        path("outreach/ledger/", views.events, name="outreach_ledger"),
        path("outreach/ledger/verify/", views.verify_now, name="outreach_verify_ledger"),
        path("outreach/holdings/", views.holdings, name="outreach_holdings"),
        path("outreach/holdings/<uuid:key>/", views.organisation, name="outreach_organisation"),
        path("outreach/recalls/", views.recalls, name="outreach_recalls"),
        path("outreach/recalls/new/", views.new_recall, name="outreach_new_recall"),
        path("outreach/recalls/<int:pk>/", views.recall_status, name="outreach_recall"),
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


@hooks.register(HOOK)
def recalls_item() -> OutreachMenuItem:
    return OutreachMenuItem(_("Recalls"), "outreach_recalls", capability=Capability.SEND_RECALL, icon="undo", order=310)


@hooks.register(HOOK)
def ledger_item() -> OutreachMenuItem:
    return OutreachMenuItem(_("Ledger"), "outreach_ledger", capability=Capability.SEE_LEDGER, icon="list-ol", order=320)
