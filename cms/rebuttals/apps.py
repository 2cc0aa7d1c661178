from django.apps import AppConfig


class RebuttalsConfig(AppConfig):
    name = "cms.rebuttals"
    default_auto_field = "django.db.models.BigAutoField"
