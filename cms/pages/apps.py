from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "cms.pages"
    default_auto_field = "django.db.models.BigAutoField"
