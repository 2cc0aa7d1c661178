from django.apps import AppConfig


class GlossaryConfig(AppConfig):
    name = "cms.glossary"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.signals import request_finished, request_started

        from cms.glossary import signal_handlers

        request_started.connect(signal_handlers.begin_request, dispatch_uid="glossary.begin_request")
        request_finished.connect(signal_handlers.end_request, dispatch_uid="glossary.end_request")
