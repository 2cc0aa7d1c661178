from django.apps import AppConfig
from django.db.models.signals import post_save, pre_delete, pre_save


class MediaConfig(AppConfig):
    name = "cms.media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.apps import apps

        from cms.core.models import BasePage
        from cms.media import signal_handlers
        from cms.media.models import FileKind
        from cms.media.rights import may_serve_image
        from cms.media.usage import register_guard

        register_guard(FileKind.IMAGE, may_serve_image)

        for page_model in apps.get_models():
            if issubclass(page_model, BasePage):
                uid = f"media.page_saved.{page_model._meta.label}"
                post_save.connect(signal_handlers.on_page_saved, sender=page_model, dispatch_uid=uid)
        for model in ("media.CampaignImage", "media.CampaignDocument"):
            pre_save.connect(
                signal_handlers.protect_shown_file, sender=model, dispatch_uid=f"media.protect_shown.{model}"
            )
        for model in ("media.CampaignImage", "media.CampaignDocument", "media.FilmMaster"):
            pre_delete.connect(
                signal_handlers.protect_used_file, sender=model, dispatch_uid=f"media.protect_used.{model}"
            )
