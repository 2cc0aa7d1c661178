from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    name = "cms.glossary"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.signals import request_finished, request_started
        from django.db.models.signals import post_save

        from cms.campaign.place_list import register_renderings
        from cms.core.cache_invalidation import watch
        from cms.core.search_index.names import register_names
        from cms.core.search_renewal import renew_after
        from cms.glossary import signal_handlers
        from cms.glossary.models import GlossaryEntry
        from cms.glossary.public_names import get_public_rendering
        from cms.glossary.search_names import SEARCH_NAMES

        register_renderings("glossary", get_public_rendering)
        watch(GlossaryEntry)
        register_names("glossary", SEARCH_NAMES)
        post_save.connect(renew_after, sender=GlossaryEntry, dispatch_uid="glossary.renew_search")

        request_started.connect(signal_handlers.begin_request, dispatch_uid="glossary.begin_request")
        request_finished.connect(signal_handlers.end_request, dispatch_uid="glossary.end_request")
