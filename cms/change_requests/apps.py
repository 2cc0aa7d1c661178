from django.apps import AppConfig


class ChangeRequestsConfig(AppConfig):
    name = "cms.change_requests"
    default_auto_field = "django.db.models.BigAutoField"
