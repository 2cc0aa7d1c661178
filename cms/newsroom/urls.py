from django.urls import path

from cms.newsroom.views import subscription

urlpatterns = [path("calendar/<str:secret>.ics", subscription.read_feed, name="calendar_feed")]
