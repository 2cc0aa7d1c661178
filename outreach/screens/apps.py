from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "outreach.screens"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import fact_impact
        from outreach.holdings.sent_log import register_receipt
        from outreach.ledger.derivations import register_derivation
        from outreach.posters.validity import posters_valid
        from outreach.recalls.reach import register_reach
        from outreach.screens import receipts
        from outreach.screens.derivation import FetchesReplay
        from outreach.screens.impact import find_fact_impacts
        from outreach.screens.reach import find_reach
        from outreach.screens.signal_handlers import on_posters_valid

        posters_valid.connect(on_posters_valid, dispatch_uid="screens.on_posters_valid")
        fact_impact.register("screens", find_fact_impacts)
        register_reach("screens", find_reach)
        register_derivation("fetches", FetchesReplay)
        register_receipt(receipts.KIND, receipts.record_logged)
        register_receipt(receipts.LOOP_KIND, receipts.record_logged_loop)
