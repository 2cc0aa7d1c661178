from django.urls import path, re_path, register_converter

from outreach.api import views
from outreach.api.errors import not_found


class SHA256Converter:
    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SHA256Converter, "sha256")

urlpatterns = [
    path("", views.documentation, name="api_documentation"),
    path("openapi.json", views.openapi, name="api_openapi"),
    path("screens/<uuid:key>/manifest", views.ManifestView.as_view(), name="api_screen_manifest"),
    path("screens/<uuid:key>/feed.mrss", views.FeedView.as_view(), name="api_screen_feed"),
    path("screens/<uuid:key>/playlist.smil", views.SmilView.as_view(), name="api_screen_smil"),
    path("screens/<uuid:key>/files.zip", views.ArchiveView.as_view(), name="api_screen_archive"),
    path("screens/<uuid:key>/files/<sha256:sha256>", views.FileView.as_view(), name="api_screen_file"),
    path("screens/<uuid:key>/plays", views.PlaysView.as_view(), name="api_screen_plays"),
    re_path(r"", not_found),
]
