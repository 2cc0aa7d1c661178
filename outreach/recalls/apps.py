from django.apps import AppConfig


class RecallsConfig(AppConfig):
    name = "outreach.recalls"
    default_auto_field = "django.db.models.BigAutoField"
