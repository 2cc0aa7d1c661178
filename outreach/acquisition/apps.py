from django.apps import AppConfig


class AcquisitionConfig(AppConfig):
    name = "outreach.acquisition"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from outreach.acquisition.replay import RightsRequestsReplay
        from outreach.ledger.derivations import register_derivation

        register_derivation("rights requests", RightsRequestsReplay)
