from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "cms.emergency"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.cache_invalidation import watch
        from cms.emergency.models import EmergencyWithdrawal

        watch(EmergencyWithdrawal)
