from django.urls import path, re_path

from cms.core import views

urlpatterns = [
    re_path("^$", views.choose_home, name="choose_home"),
    path("healthz", views.live, name="live"),
    path("readyz", views.ready, name="ready"),
    path("public-version", views.public_version, name="public_version"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sitemap.xml", views.sitemap_index, name="sitemap_index"),
    path("sitemap-news.xml", views.sitemap_news, name="sitemap_news"),
    path("sitemap-videos.xml", views.sitemap_videos, name="sitemap_videos"),
    path("sitemap-<slug:code>.xml", views.sitemap_language, name="sitemap_language"),
    path("language/<slug:code>/", views.keep_language, name="keep_language"),
]
