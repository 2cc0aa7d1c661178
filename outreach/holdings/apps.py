from django.apps import AppConfig
from django.core.checks import register


class HoldingsConfig(AppConfig):
    name = "outreach.holdings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import health
        from cms.published import publication_changed, register_changed
        from outreach.holdings import signal_handlers
        from outreach.holdings.checks import check_sent_log
        from outreach.holdings.notice_replay import NoticesReplay, RegisterNoticesReplay
        from outreach.holdings.replay import HoldingsReplay
        from outreach.holdings.sent_log import describe_health
        from outreach.holdings.use_replay import UsesReplay
        from outreach.ledger.derivations import register_derivation
        from outreach.ledger.signals import events_appended

        events_appended.connect(signal_handlers.on_events_appended, dispatch_uid="holdings.on_events_appended")
        publication_changed.connect(
            signal_handlers.on_publication_changed, dispatch_uid="holdings.on_publication_changed"
        )
        register_derivation("holdings", HoldingsReplay)
        register_derivation("uses", UsesReplay)
        register_derivation("notices", NoticesReplay)
        register_derivation("register notices", RegisterNoticesReplay)
        register(check_sent_log)
        health.register("holdings", describe_health)
        register_changed.connect(signal_handlers.on_register_changed, dispatch_uid="holdings.on_register_changed")
