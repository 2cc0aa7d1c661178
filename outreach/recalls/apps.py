from django.apps import AppConfig


class RecallsConfig(AppConfig):
    name = "outreach.recalls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from outreach.ledger.derivations import register_derivation
        from outreach.recalls.derivation import RecallsReplay

        register_derivation("recalls", RecallsReplay)
