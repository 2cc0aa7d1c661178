from django.apps import AppConfig


class PreviewsConfig(AppConfig):
    name = "cms.previews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import reader_notices
        from cms.previews.notice import find_notices

        reader_notices.register("previews", find_notices)
