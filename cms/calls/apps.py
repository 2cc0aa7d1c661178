from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "cms.calls"
    default_auto_field = "django.db.models.BigAutoField"
