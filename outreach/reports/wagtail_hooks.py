"""Reports in the admin: menu item and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.reports import admin_views, report_views


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [
        path("outreach/reports/", admin_views.index, name="reports"),
        path("outreach/reports/rows/<slug:key>/", admin_views.rows, name="report_rows"),
        path("outreach/reports/workbooks/", admin_views.make_workbook, name="report_make_workbook"),
        path("outreach/reports/workbooks/<int:pk>/", admin_views.workbook, name="report_workbook"),
        path("outreach/reports/workbooks/<int:pk>/file/", admin_views.workbook_file, name="report_workbook_file"),
        path("outreach/reports/signed/", report_views.index, name="signed_reports"),
        path("outreach/reports/signed/new/", report_views.add, name="report_add"),
        path("outreach/reports/signed/<int:pk>/", report_views.detail, name="report"),
        path("outreach/reports/signed/<int:pk>/edit/", report_views.edit, name="report_edit"),
        path("outreach/reports/signed/<int:pk>/submit/", report_views.submit, name="report_submit"),
        path("outreach/reports/signed/<int:pk>/return/", report_views.return_to_writer, name="report_return"),
        path("outreach/reports/signed/<int:pk>/issue/", report_views.issue, name="report_issue"),
        path("outreach/reports/signed/<int:pk>/correct/", report_views.correct, name="report_correct"),
        path(
            "outreach/reports/signed/<int:pk>/<slug:language>.<slug:extension>",
            report_views.document,
            name="report_document",
        ),
    ]


@hooks.register(HOOK)
def reports_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(_("Reports"), "reports", Capability.SEE_REPORTS, icon="table", order=700)
