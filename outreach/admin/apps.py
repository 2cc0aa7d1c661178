from django.apps import AppConfig


class OutreachAdminConfig(AppConfig):
    name = "outreach.admin"
    label = "outreach_admin"
    default_auto_field = "django.db.models.BigAutoField"
