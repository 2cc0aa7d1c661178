from django.urls import re_path

from outreach.links import views

# Also in capitals, which make a smaller QR code. Any code gets a page for readers, never a bare error.
urlpatterns = [re_path(r"^[qQ]/(?P<typed>.*)$", views.follow, name="follow_link")]
