from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "outreach.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from outreach.ledger import signal_handlers
        from outreach.ledger.checks import check_triggers

        register(check_triggers, Tags.database)
        post_migrate.connect(signal_handlers.on_migrated, sender=self, dispatch_uid="ledger.on_migrated")
