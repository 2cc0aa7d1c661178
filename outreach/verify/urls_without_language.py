"""The address that signed files name: it has no language, because who reads it isn't known."""

from django.urls import path

from outreach.verify import views

urlpatterns = [path("", views.choose_language, name="verify_without_language")]
