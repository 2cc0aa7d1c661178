from django.urls import re_path

from outreach.links import views

# In capitals too: an address in capitals makes a smaller QR code. Whatever follows is answered, never by a bare error.
urlpatterns = [re_path(r"^[qQ]/(?P<typed>.*)$", views.follow, name="follow_link")]
