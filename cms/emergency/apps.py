from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    name = "cms.emergency"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core import page_cache
        from cms.core.cache_invalidation import watch
        from cms.emergency.models import EmergencyWithdrawal
        from cms.emergency.withdrawal import WITHDRAWALS, find_in_force

        watch(EmergencyWithdrawal)
        page_cache.register_rare(WITHDRAWALS, find_in_force)
