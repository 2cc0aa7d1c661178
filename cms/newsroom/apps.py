from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "cms.newsroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.calendar import register_source
        from cms.newsroom.sources import SOURCES

        for source in SOURCES:
            register_source(source)
