from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "outreach.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.published import emergency_changed
        from outreach.ledger import signal_handlers
        from outreach.ledger.checks import check_triggers

        emergency_changed.connect(signal_handlers.on_emergency_changed, dispatch_uid="ledger.emergency_changed")
        register(check_triggers, Tags.database)
        post_migrate.connect(signal_handlers.on_migrated, sender=self, dispatch_uid="ledger.on_migrated")
