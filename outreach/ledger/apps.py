from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "outreach.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.backups.parts import register_after_restore, register_part
        from cms.installation.diagnosis import register_examination
        from cms.monitoring.readings import register_readings
        from cms.published import emergency_changed
        from outreach.ledger import signal_handlers
        from outreach.ledger.checks import check_triggers
        from outreach.ledger.derivations import register_derivation
        from outreach.ledger.emergency_replay import EmergenciesReplay
        from outreach.ledger.examination import examine_checkpoints
        from outreach.ledger.readings import read_ledger
        from outreach.ledger.restoring import list_ledger_files, verify_restored

        emergency_changed.connect(signal_handlers.on_emergency_changed, dispatch_uid="ledger.emergency_changed")
        register_derivation("emergencies", EmergenciesReplay)
        register(check_triggers, Tags.database)
        register_examination("ledger", examine_checkpoints)
        post_migrate.connect(signal_handlers.on_migrated, sender=self, dispatch_uid="ledger.on_migrated")
        for part in list_ledger_files():
            register_part(part)
        register_after_restore("ledger", verify_restored)
        register_readings("ledger", read_ledger)
