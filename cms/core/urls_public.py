"""Public addresses below a language's prefix. ``serve_page`` keeps Wagtail's pattern, so ``reverse`` works as usual."""

from django.urls import path, re_path

from cms.core import views

urlpatterns = [
    path("search/", views.search_pages, name="search"),
    path("feed.xml", views.news_feed, name="news_feed"),
    path("<slug:section>/feed.xml", views.news_feed, name="section_feed"),
    path("gone/", views.gone, name="gone"),
    re_path(r"^((?:[\w-]+/)*)$", views.serve_page, name="serve_page"),
]
