from django.urls import path

from outreach.acquisition import views

app_name = "acquisition"
urlpatterns = [
    path("", views.own_films, name="own_films"),
    path("<uuid:key>/", views.films, name="films"),
    path("<uuid:key>/<uuid:film_key>/request/", views.ask, name="ask"),
]
