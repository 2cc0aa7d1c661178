from django.urls import path, re_path

from cms.previews import views

urlpatterns = [
    path("preview/<str:token>/", views.show, name="preview"),
    re_path(r"^preview/(?P<token>[^/]+)/files/(?P<path>.*)$", views.show_file, name="preview_file"),
]
