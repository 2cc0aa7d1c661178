from django.urls import path

from cms.core import views

urlpatterns = [
    path("healthz", views.live, name="live"),
    path("readyz", views.ready, name="ready"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:code>.xml", views.sitemap_language, name="sitemap_language"),
    path("language/<slug:code>/", views.keep_language, name="keep_language"),
]
