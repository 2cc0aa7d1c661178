from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "cms.participation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.cache_invalidation import watch_days
        from cms.participation.models import ContestPage

        watch_days(ContestPage, begins="opens_on", ends="closes_on")
