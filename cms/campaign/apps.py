from django.apps import AppConfig


class CampaignConfig(AppConfig):
    name = "cms.campaign"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.campaign.models import Campaign, EvidenceKind, KeyDate, Phase, Province, Topic
        from cms.campaign.place_names import find_place_names
        from cms.change_requests.guards import Guard, list_own_fields, register_guard
        from cms.core.cache_invalidation import watch
        from cms.core.search import register_synonyms

        register_synonyms("places", find_place_names)
        for model in (Campaign, Topic, EvidenceKind, Province, Phase, KeyDate):
            register_guard(Guard(model, fields=list_own_fields(model), guards_adding=True))
        watch(Campaign, Topic, EvidenceKind, Province, KeyDate)
