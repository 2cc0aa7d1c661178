from django.apps import AppConfig
from django.db.models.signals import post_save


class CampaignConfig(AppConfig):
    name = "cms.campaign"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.campaign import place_names, subject_names
        from cms.campaign.models import (
            Campaign,
            EvidenceKind,
            Indicator,
            IndicatorValue,
            KeyDate,
            Phase,
            Place,
            Subject,
            Topic,
        )
        from cms.change_requests.guards import Guard, list_own_fields, register_guard
        from cms.core.cache_invalidation import watch
        from cms.core.search import register_classification, register_tokens
        from cms.core.search_filters import register_filter
        from cms.core.search_index.names import NameSource, register_names, register_places
        from cms.core.search_renewal import renew_after

        register_names("places", NameSource(place_names.get_version, place_names.list_terms))
        register_places("places", place_names.list_places)
        register_classification("places", place_names.list_codes)
        register_tokens("topics", place_names.list_topic_tokens)
        register_filter("topic", place_names.list_topics)
        register_filter("place", place_names.list_place_choices)
        register_names("subjects", NameSource(subject_names.get_version, subject_names.list_terms))
        register_tokens("subjects", subject_names.list_page_tokens)
        register_filter("subject", subject_names.list_choices)
        for named in (Place, Subject):
            post_save.connect(renew_after, sender=named, dispatch_uid=f"campaign.renew_search.{named.__name__}")
        for model in (Campaign, Topic, EvidenceKind, Place, Subject, Phase, KeyDate):
            register_guard(Guard(model, fields=list_own_fields(model), guards_adding=True))
        register_guard(
            Guard(
                Indicator,
                fields=list_own_fields(Indicator),
                guards_adding=True,
                # Without its unit a confirmed 62 % would read 62: only hiding takes something away.
                is_removal=lambda before, after, name: name == "is_public" and not after.is_public,
            )
        )
        watch(Campaign, Topic, EvidenceKind, Place, Subject, KeyDate, Indicator, IndicatorValue)
