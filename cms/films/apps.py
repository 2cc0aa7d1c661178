from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class FilmsConfig(AppConfig):
    name = "cms.films"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.cache_invalidation import watch
        from cms.films import rights, signal_handlers
        from cms.films.models import LanguageVersion, RightsWindow
        from cms.media.models import CampaignDocument, CampaignImage, FileKind, FilmMaster
        from cms.media.usage import register_file_finder, register_guard

        watch(LanguageVersion, RightsWindow, FilmMaster, CampaignImage, CampaignDocument)
        register_file_finder("films", rights.find_masters)
        register_guard(FileKind.MASTER, rights.may_serve_master)
        for signal, name in ((post_save, "saved"), (post_delete, "deleted")):
            signal.connect(
                signal_handlers.on_version_changed, sender=LanguageVersion, dispatch_uid=f"films.version_{name}"
            )
