"""Addresses of the portal that a program keeps, whatever language its owner reads."""

from django.urls import path

from outreach.portal.figure_views import read_feed

urlpatterns = [path("portal-calendar/<str:secret>.ics", read_feed, name="portal_calendar_feed")]
