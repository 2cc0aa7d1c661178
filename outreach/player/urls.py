from django.urls import path

from outreach.player import views

urlpatterns = [
    path("", views.show, name="player"),
    path("worker.js", views.worker, name="player_worker"),
    path("face/<slug:code>/", views.face, name="player_face"),
    path("codes/", views.NewCodeView.as_view(), name="player_new_code"),
    path("key/", views.KeyView.as_view(), name="player_key"),
]
