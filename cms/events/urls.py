from django.urls import path, re_path

from cms.events import views

urlpatterns = [
    re_path(r"^events/(?P<slug>[\w-]+)/event\.ics$", views.event_file, name="event_file"),
    path("events/calendar.ics", views.calendar_file, name="calendar_file"),
]
