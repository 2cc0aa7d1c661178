from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cms.core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import pre_save
        from wagtail.models import Page

        from cms.core import cache_invalidation, typed_text
        from cms.core.embargo import EMBARGO_CHECK, check_embargo
        from cms.core.publication import register_check
        from cms.core.signal_handlers import guard_plain_page

        pre_save.connect(guard_plain_page, sender=Page, dispatch_uid="core.guard_plain_page")
        register_check(EMBARGO_CHECK, check_embargo)
        typed_text.connect()
        cache_invalidation.connect()
