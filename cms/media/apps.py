from django.apps import AppConfig
from django.db.models.signals import post_save


class MediaConfig(AppConfig):
    name = "cms.media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.media import signal_handlers

        post_save.connect(signal_handlers.on_page_saved, dispatch_uid="media.page_saved")
