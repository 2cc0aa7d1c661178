from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "outreach.links"
    default_auto_field = "django.db.models.BigAutoField"
