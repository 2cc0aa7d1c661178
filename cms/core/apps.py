from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cms.core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import pre_save
        from wagtail.models import Page

        from cms.backups.parts import register_after_restore
        from cms.core import cache_invalidation, comparisons, fronts, typed_text
        from cms.core.embargo import EMBARGO_CHECK, check_embargo
        from cms.core.hooks import health
        from cms.core.publication import register_check
        from cms.core.readings import read_health_of_apps
        from cms.core.restoring import rebuild_restored
        from cms.core.signal_handlers import guard_plain_page
        from cms.monitoring.readings import register_readings

        pre_save.connect(guard_plain_page, sender=Page, dispatch_uid="core.guard_plain_page")
        register_check(EMBARGO_CHECK, check_embargo)
        health.register("fronts", fronts.describe_health)
        comparisons.register()
        typed_text.connect()
        cache_invalidation.connect()
        register_after_restore("core", rebuild_restored)
        register_readings("core", read_health_of_apps)
