from django.apps import AppConfig
from django.db.models.signals import post_save, pre_delete, pre_save


class MediaConfig(AppConfig):
    name = "cms.media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.media import signal_handlers

        post_save.connect(signal_handlers.on_page_saved, dispatch_uid="media.page_saved")
        for model in ("media.CampaignImage", "media.CampaignDocument"):
            pre_save.connect(
                signal_handlers.protect_shown_file, sender=model, dispatch_uid=f"media.protect_shown.{model}"
            )
        for model in ("media.CampaignImage", "media.CampaignDocument", "media.FilmMaster"):
            pre_delete.connect(
                signal_handlers.protect_used_file, sender=model, dispatch_uid=f"media.protect_used.{model}"
            )
