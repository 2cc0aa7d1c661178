"""Posters in the admin: menu item and addresses."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from cms.users.menu import CapabilityMenuItem
from cms.users.roles import Capability
from outreach.admin.menu import HOOK
from outreach.posters import admin_views, copy_views, design_views, loop_views, studio_views


@hooks.register("register_admin_urls")
def poster_urls() -> list[URLPattern]:
    return [
        path("outreach/posters/", admin_views.index, name="posters"),
        path("outreach/posters/make/", studio_views.make, name="poster_make"),
        path("outreach/posters/requests/<int:request_id>/", studio_views.show_request, name="poster_request"),
        path("outreach/posters/requests/<int:request_id>/make/", studio_views.make_request, name="poster_request_make"),
        path(
            "outreach/posters/requests/<int:request_id>/drawings/<int:position>/",
            studio_views.drawing,
            name="poster_drawing",
        ),
        path("outreach/posters/designs/", design_views.index, name="poster_designs"),
        path("outreach/posters/designs/<slug:template>/prove/", design_views.prove, name="poster_design_prove"),
        path("outreach/posters/loops/", loop_views.index, name="poster_loops"),
        path("outreach/posters/loops/<int:loop_id>/", loop_views.detail, name="poster_loop"),
        path("outreach/posters/loops/<int:loop_id>/loop.<str:extension>", loop_views.file, name="poster_loop_file"),
        path("outreach/posters/jobs/<int:job_id>/", admin_views.job, name="poster_job"),
        path("outreach/posters/jobs/<int:job_id>/cancel/", admin_views.cancel_job, name="poster_job_cancel"),
        path("outreach/posters/jobs/<int:job_id>/retry/", admin_views.retry_job, name="poster_job_retry"),
        path("outreach/posters/<uuid:key>/", admin_views.detail, name="poster_detail"),
        path("outreach/posters/<uuid:key>/withdraw/", admin_views.withdraw, name="poster_withdraw"),
        path("outreach/posters/<uuid:key>/cancel/", admin_views.cancel, name="poster_cancel"),
        path("outreach/posters/<uuid:key>/retry/", admin_views.retry, name="poster_retry"),
        path("outreach/posters/<uuid:key>/file/", admin_views.file, name="poster_file"),
        path("outreach/posters/<uuid:key>/thumbnail/", copy_views.thumbnail, name="poster_thumbnail"),
        path("outreach/posters/<uuid:key>/marked/", copy_views.marked, name="poster_marked"),
        path("outreach/posters/<uuid:key>/compare/", copy_views.compare, name="poster_compare"),
        path("outreach/posters/<uuid:key>/loop/", loop_views.make, name="poster_loop_make"),
    ]


@hooks.register(HOOK)
def posters_item() -> CapabilityMenuItem:
    return CapabilityMenuItem(_("Posters"), "posters", Capability.MAKE_POSTERS, icon="image", order=100)
