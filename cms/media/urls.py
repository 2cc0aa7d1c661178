from django.urls import path

from cms.media.views import serve_document, serve_media

urlpatterns = [
    path("media/<path:storage_name>", serve_media, name="media"),
    # Wagtail reverses this name for the addresses of documents.
    path("documents/<int:document_id>/<str:filename>", serve_document, name="wagtaildocs_serve"),
]
