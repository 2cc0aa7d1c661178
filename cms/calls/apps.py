from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "cms.calls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.calls.models import CallPage
        from cms.core import hooks
        from cms.core.cache_invalidation import watch_days

        hooks.closed_items.register("calls", CallPage.list_closed)
        watch_days(CallPage, begins="closed_on")
