from django.apps import AppConfig


class VerifyConfig(AppConfig):
    name = "outreach.verify"
    default_auto_field = "django.db.models.BigAutoField"
