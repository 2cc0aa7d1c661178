from django.urls import path

from outreach.verify import views

app_name = "verify"
urlpatterns = [path("", views.verify, name="verify")]
