from django.urls import path

from outreach.player import member_pages

urlpatterns = [
    path("portal/player/", member_pages.connect, name="player_connect"),
    path("portal/player/<int:pairing_id>/disconnect/", member_pages.disconnect_player, name="player_disconnect"),
]
