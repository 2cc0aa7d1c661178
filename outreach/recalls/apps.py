from django.apps import AppConfig


class RecallsConfig(AppConfig):
    name = "outreach.recalls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import health
        from cms.installation.diagnosis import register_examination
        from cms.monitoring.readings import register_readings
        from outreach.ledger.derivations import register_derivation
        from outreach.recalls.derivation import RecallsReplay
        from outreach.recalls.escalation import describe_health
        from outreach.recalls.examination import examine_recalls
        from outreach.recalls.readings import read_recalls

        register_derivation("recalls", RecallsReplay)
        register_readings("recalls", read_recalls)
        health.register("recalls", describe_health)
        register_examination("recalls", examine_recalls)
