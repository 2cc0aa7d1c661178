from django.apps import AppConfig


class HoldingsConfig(AppConfig):
    name = "outreach.holdings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.published import publication_changed, register_changed
        from outreach.holdings import signal_handlers
        from outreach.ledger.signals import event_appended

        event_appended.connect(signal_handlers.on_event_appended, dispatch_uid="holdings.on_event_appended")
        publication_changed.connect(
            signal_handlers.on_publication_changed, dispatch_uid="holdings.on_publication_changed"
        )
        register_changed.connect(signal_handlers.on_register_changed, dispatch_uid="holdings.on_register_changed")
