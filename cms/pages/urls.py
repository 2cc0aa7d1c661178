from django.urls import path, re_path

from cms.pages import views

urlpatterns = [
    path("kept-data/", views.show_kept_data, name="kept_data"),
    path("missions/", views.show_missions, name="missions"),
    path("genuine/", views.show_genuine, name="genuine"),
    re_path(r"^(?P<path>(?:[\w-]+/)*)card\.jpg$", views.share_card, name="share_card"),
]
