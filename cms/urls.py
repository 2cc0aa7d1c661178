"""URLs of the project. Those of outreach are included only if its apps are installed (``APPS``)."""

from django.apps import apps
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from cms.pages.admin_design import show_design
from cms.users.views import raise_404, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    # Wagtail's own sign-in pages have no two-factor authentication, so they redirect to ours.
    path("admin/login/", sign_in),
    path("admin/failwhale/", raise_404),
    re_path(r"^[a-z-]+/_util/login/$", sign_in),
    path("admin/", include(wagtailadmin_urls)),
    path("design/", show_design, name="design"),
    path("", include("cms.monitoring.urls")),
    path("", include("cms.users.urls")),
    path("", include("cms.media.urls")),
    path("", include("cms.newsroom.urls")),
    path("", include("cms.core.urls")),
]
if apps.is_installed("outreach.links"):
    urlpatterns += [
        path("", include("outreach.links.urls")),
        path("api/v1/", include("outreach.api.urls")),
        path("verify/", include("outreach.verify.urls_without_language")),
        path("play/", include("outreach.player.urls")),
        path("", include("outreach.portal.urls_without_language")),
    ]
    urlpatterns += i18n_patterns(
        path("", include("outreach.player.portal_urls")),
        path("portal/films/", include("outreach.acquisition.urls")),
        path("portal/", include("outreach.portal.urls")),
        path("verify/", include("outreach.verify.urls")),
    )
urlpatterns += i18n_patterns(
    path("", include("cms.calls.urls")),
    path("", include("cms.films.urls")),
    path("", include("cms.events.urls")),
    path("", include("cms.pages.urls")),
)
urlpatterns += i18n_patterns(path("", include("cms.previews.urls")))
urlpatterns += i18n_patterns(path("", include("cms.core.urls_public")), path("", include(wagtail_urls)))

handler403 = "cms.core.views.permission_denied"
handler404 = "cms.core.views.page_not_found"
handler500 = "cms.emergency.views.server_error"
