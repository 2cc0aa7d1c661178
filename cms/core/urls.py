from django.urls import path

from cms.core import views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:code>.xml", views.sitemap_language, name="sitemap_language"),
    path("language/<slug:code>/", views.keep_language, name="keep_language"),
]
