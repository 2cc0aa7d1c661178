from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "outreach.links"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.backups.parts import register_after_restore, register_part
        from cms.core.hooks import health
        from cms.installation.diagnosis import register_examination
        from cms.installation.steps import register_step
        from cms.jobs.presence import register_report
        from cms.monitoring.readings import register_readings
        from cms.published import emergency_changed, publication_changed, register_changed
        from outreach.ledger.derivations import register_derivation
        from outreach.links import signal_handlers
        from outreach.links.derivation import DestinationsReplay
        from outreach.links.examination import examine_codes, examine_redirector, examine_spool
        from outreach.links.own_spool import describe_health
        from outreach.links.reach import find_reach
        from outreach.links.readings import read_scans
        from outreach.links.restoring import SPOOL_FILES, write_restored
        from outreach.links.snapshot import write_table_for_redirector
        from outreach.links.spool_state import SPOOL, report_spool
        from outreach.recalls.reach import register_reach
        from outreach.recalls.recall import recall_announced

        publication_changed.connect(signal_handlers.on_publication_changed, dispatch_uid="links.publication_changed")
        register_changed.connect(signal_handlers.on_register_changed, dispatch_uid="links.register_changed")
        recall_announced.connect(signal_handlers.on_item_recalled, dispatch_uid="links.recall_announced")
        emergency_changed.connect(signal_handlers.on_emergency_changed, dispatch_uid="links.emergency_changed")
        register_reach("links", find_reach)
        register_derivation("destinations", DestinationsReplay)
        health.register("links", describe_health)
        register_part(SPOOL_FILES)
        register_after_restore("links", write_restored)
        register_readings("links", read_scans)
        register_step("links", write_table_for_redirector)
        register_report(SPOOL, report_spool)
        register_examination("redirector", examine_redirector)
        register_examination("spool", examine_spool)
        register_examination("codes", examine_codes, advice="Run: manage.py link_table")
