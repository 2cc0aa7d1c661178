from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "outreach.reports"
    default_auto_field = "django.db.models.BigAutoField"
