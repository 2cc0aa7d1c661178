from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "cms.pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.addresses import register_page_class
        from cms.pages.models import HomePage

        register_page_class("", HomePage)
