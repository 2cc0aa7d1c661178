"""Below a language's prefix. ``serve_page`` finds a page by its address; Wagtail's pattern stays for ``reverse``."""

from django.urls import path, re_path

from cms.core import views

urlpatterns = [
    path("search/", views.search_pages, name="search"),
    path("gone/", views.gone, name="gone"),
    re_path(r"^((?:[\w-]+/)*)$", views.serve_page, name="serve_page"),
]
