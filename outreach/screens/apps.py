from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "outreach.screens"
    default_auto_field = "django.db.models.BigAutoField"
