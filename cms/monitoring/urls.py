from django.urls import path

from cms.monitoring import views

urlpatterns = [path("metrics", views.metrics, name="metrics")]
