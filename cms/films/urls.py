from django.urls import re_path

from cms.films import views

urlpatterns = [
    re_path(r"^films/(?P<slug>[\w-]+)/subtitles\.vtt$", views.subtitles, name="film_subtitles"),
    re_path(r"^films/(?P<slug>[\w-]+)/chapters\.vtt$", views.chapters, name="film_chapters"),
]
