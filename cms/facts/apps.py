from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "cms.facts"
    default_auto_field = "django.db.models.BigAutoField"
