from django.apps import AppConfig
from django.db.models.signals import post_save, pre_delete, pre_save


class MediaConfig(AppConfig):
    name = "cms.media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.apps import apps

        from cms.change_requests.guards import Guard, register_guard
        from cms.core.models import BasePage
        from cms.media import signal_handlers
        from cms.media.models import CampaignImage, FileKind, FilmMaster
        from cms.media.rights import DECIDING_FIELDS, is_removal, may_serve_image
        from cms.media.usage import is_held, register_serving_condition
        from translations.languages import CODES

        register_serving_condition(FileKind.IMAGE, may_serve_image)
        register_guard(
            Guard(
                CampaignImage,
                fields=(
                    *(f"credit_{code.replace('-', '_')}" for code in CODES),
                    *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
                    *DECIDING_FIELDS,
                ),
                is_public=lambda image: is_held(kind=FileKind.IMAGE, object_id=image.pk),
                is_removal=is_removal,
            )
        )
        register_guard(
            Guard(
                FilmMaster,
                fields=("consent",),
                is_public=lambda master: is_held(kind=FileKind.MASTER, object_id=master.pk),
                is_removal=is_removal,
            )
        )

        for page_model in apps.get_models():
            if issubclass(page_model, BasePage):
                uid = f"media.page_saved.{page_model._meta.label}"
                post_save.connect(signal_handlers.on_page_saved, sender=page_model, dispatch_uid=uid)
        for model in ("media.CampaignImage", "media.CampaignDocument", "media.FilmMaster"):
            pre_save.connect(
                signal_handlers.protect_shown_file, sender=model, dispatch_uid=f"media.protect_shown.{model}"
            )
        for model in ("media.CampaignImage", "media.CampaignDocument", "media.FilmMaster"):
            pre_delete.connect(
                signal_handlers.protect_used_file, sender=model, dispatch_uid=f"media.protect_used.{model}"
            )
