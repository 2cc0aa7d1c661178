from django.apps import AppConfig


class TranslationMemoryConfig(AppConfig):
    name = "cms.translation_memory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.approvals.signals import text_published
        from cms.translation_memory.signal_handlers import index_published

        text_published.connect(index_published, dispatch_uid="translation_memory.index_published")
