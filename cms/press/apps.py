from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "cms.press"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.media.usage import register_file_finder
        from cms.press.stills import find_offered

        register_file_finder("press", find_offered)
