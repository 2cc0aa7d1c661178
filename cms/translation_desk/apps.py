from django.apps import AppConfig


class TranslationDeskConfig(AppConfig):
    name = "cms.translation_desk"
    default_auto_field = "django.db.models.BigAutoField"
