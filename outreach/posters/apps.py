from django.apps import AppConfig


class PostersConfig(AppConfig):
    name = "outreach.posters"
    default_auto_field = "django.db.models.BigAutoField"
