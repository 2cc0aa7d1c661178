from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

FILES = ("media.CampaignImage", "media.CampaignDocument", "media.FilmMaster", "media.Recording")


class MediaConfig(AppConfig):
    name = "cms.media"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.apps import apps

        from cms.core.models import BasePage
        from cms.media import signal_handlers
        from cms.media.models import FileKind
        from cms.media.rights import may_serve_image
        from cms.media.usage import register_serving_condition

        register_serving_condition(FileKind.IMAGE, may_serve_image)
        register_serving_condition(FileKind.ORIGINAL, may_serve_image)
        _guard_files()
        _register_readings()
        for page_model in apps.get_models():
            if issubclass(page_model, BasePage):
                uid = f"media.page_saved.{page_model._meta.label}"
                post_save.connect(signal_handlers.on_page_saved, sender=page_model, dispatch_uid=uid)
        for model in FILES:
            pre_save.connect(
                signal_handlers.protect_shown_file, sender=model, dispatch_uid=f"media.protect_shown.{model}"
            )
            pre_delete.connect(
                signal_handlers.protect_used_file, sender=model, dispatch_uid=f"media.protect_used.{model}"
            )


def _guard_files() -> None:
    from cms.change_requests.guards import Guard, register_guard
    from cms.media.models import CampaignImage, FileKind, FilmMaster, Recording
    from cms.media.rights import DECIDING_FIELDS, is_removal
    from cms.media.usage import is_held
    from translations.languages import CODES

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
    register_guard(
        Guard(
            Recording,
            fields=("consent",),
            is_public=lambda recording: is_held(kind=FileKind.RECORDING, object_id=recording.pk),
            is_removal=is_removal,
        )
    )


def _register_readings() -> None:
    from cms.change_requests.guards import Guard, register_guard
    from cms.core.addresses import register_optional
    from cms.core.cache_invalidation import watch
    from cms.media import readings, signal_handlers
    from cms.media.models import FileKind, PageReading, Recording
    from cms.media.rights import may_serve_recording
    from cms.media.usage import register_file_finder, register_holder, register_serving_condition

    watch(PageReading, Recording)
    register_optional(readings.READINGS, PageReading.objects.all)
    register_serving_condition(FileKind.RECORDING, may_serve_recording)
    register_file_finder("readings", readings.find_recordings)
    register_holder("readings", readings.is_in_reading)
    register_guard(
        Guard(
            PageReading,
            fields=("page", "language", "recording"),
            guards_adding=True,
            is_removal=lambda before, after, name: False,
        )
    )
    for signal, name in ((post_save, "saved"), (post_delete, "deleted")):
        signal.connect(signal_handlers.on_reading_changed, sender=PageReading, dispatch_uid=f"media.reading_{name}")
