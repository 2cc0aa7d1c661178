"""Addresses of the glossary in the admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from cms.glossary import views


@hooks.register("register_admin_urls")
def glossary_urls() -> list[URLPattern]:
    return [
        path("desk/glossary/", views.choose, name="desk_glossary_choose"),
        path("desk/glossary.zip", views.download_all, name="desk_glossary_download_all"),
        path("desk/glossary/<slug:language>.csv", views.download, name="desk_glossary_download"),
        path("desk/glossary/<slug:language>.tbx", views.download_tbx, name="desk_glossary_download_tbx"),
        path("desk/glossary/<slug:language>/", views.show, name="desk_glossary"),
        path("desk/glossary/<slug:language>/term/", views.change, name="desk_glossary_term"),
        path("desk/glossary/<slug:language>/name/", views.register, name="desk_glossary_name"),
        path("desk/glossary/<slug:language>/upload/", views.upload, name="desk_glossary_upload"),
    ]
