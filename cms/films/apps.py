from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class FilmsConfig(AppConfig):
    name = "cms.films"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.cache_invalidation import watch, watch_days
        from cms.core.sitemaps import register_videos
        from cms.films import rights, signal_handlers, structured_data
        from cms.films.models import BroadcastSlot, LanguageVersion, RightsWindow
        from cms.media.models import CampaignDocument, CampaignImage, FileKind, FilmMaster
        from cms.media.usage import register_file_finder, register_holder, register_serving_condition

        watch(LanguageVersion, RightsWindow, BroadcastSlot, FilmMaster, CampaignImage, CampaignDocument)
        watch_days(RightsWindow, begins="starts_on", ends="ends_on")
        watch_days(CampaignImage, ends="rights_until")
        register_videos("films", structured_data.list_videos)
        register_file_finder("films", rights.find_masters)
        register_holder("films", rights.is_in_version)
        register_serving_condition(FileKind.MASTER, rights.may_serve_master)
        _guard_rows()
        post_save.connect(
            signal_handlers.on_broadcast_saved, sender=BroadcastSlot, dispatch_uid="films.broadcast_saved"
        )
        for signal, name in ((post_save, "saved"), (post_delete, "deleted")):
            signal.connect(
                signal_handlers.on_version_changed, sender=LanguageVersion, dispatch_uid=f"films.version_{name}"
            )


def _guard_rows() -> None:
    from cms.change_requests.guards import Guard, register_guard
    from cms.films import rights
    from cms.films.models import BroadcastSlot, LanguageVersion, RightsWindow

    register_guard(
        Guard(
            LanguageVersion,
            fields=("film", "language_tag", "kind", "master"),
            guards_adding=True,
            is_removal=lambda before, after, name: False,
        )
    )
    register_guard(
        Guard(
            RightsWindow,
            fields=(
                *("film", "is_holdback", "territory", "medium", "languages"),
                *("starts_on", "ends_on", "runs"),
            ),
            guards_adding=True,
            is_removal=rights.narrows_only,
        )
    )
    register_guard(
        Guard(
            BroadcastSlot,
            fields=(
                *("film", "broadcaster", "starts_at", "time_zone"),
                *("minutes", "territory", "language_tag", "state"),
            ),
            guards_adding=True,
            is_removal=lambda before, after, name: False,
        )
    )
