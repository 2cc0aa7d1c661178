from django.apps import AppConfig


class KitsConfig(AppConfig):
    name = "outreach.kits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import change_impact, fact_impact
        from outreach.holdings.sent_log import register_receipt
        from outreach.kits import receipts
        from outreach.kits.derivation import EditionsReplay
        from outreach.kits.impact import find_fact_impacts, find_impacts
        from outreach.kits.reach import find_reach, list_targets
        from outreach.kits.recall_names import name_source
        from outreach.kits.signal_handlers import on_posters_ended, on_posters_valid
        from outreach.ledger.derivations import register_derivation
        from outreach.posters.validity import posters_ended, posters_valid
        from outreach.recalls.reach import register_reach, register_targets
        from outreach.recalls.titles import register_namer

        posters_ended.connect(on_posters_ended, dispatch_uid="kits.on_posters_ended")
        posters_valid.connect(on_posters_valid, dispatch_uid="kits.on_posters_valid")
        change_impact.register("kits", find_impacts)
        fact_impact.register("kits", find_fact_impacts)
        register_derivation("editions", EditionsReplay)
        register_reach("kits", find_reach)
        register_targets("kits", list_targets)
        for kind in ("image", "document", "master"):
            register_namer(kind, name_source)
        register_receipt(receipts.KIND, receipts.record_logged)
