from django.apps import AppConfig


class CampaignConfig(AppConfig):
    name = "cms.campaign"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.campaign.models import Campaign, EvidenceKind, KeyDate, Province, Topic
        from cms.campaign.place_names import find_place_names
        from cms.core.cache_invalidation import watch
        from cms.core.search import register_synonyms

        register_synonyms("places", find_place_names)
        watch(Campaign, Topic, EvidenceKind, Province, KeyDate)
