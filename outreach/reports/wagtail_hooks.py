"""Reports in the admin: menu item and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.reports import admin_views


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [
        path("outreach/reports/", admin_views.index, name="reports"),
        path("outreach/reports/rows/<slug:key>/", admin_views.rows, name="report_rows"),
        path("outreach/reports/document.<slug:extension>", admin_views.document, name="report_document"),
    ]


@hooks.register(HOOK)
def reports_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(_("Reports"), "reports", Capability.SEE_REPORTS, icon="table", order=700)
