from django.apps import AppConfig


class CampaignConfig(AppConfig):
    name = "cms.campaign"
    default_auto_field = "django.db.models.BigAutoField"
