from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "outreach.links"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import health
        from cms.published import emergency_changed, publication_changed, register_changed
        from outreach.links import signal_handlers
        from outreach.links.own_spool import describe_health
        from outreach.links.reach import find_reach
        from outreach.recalls.reach import register_reach
        from outreach.recalls.recall import item_recalled

        publication_changed.connect(signal_handlers.on_publication_changed, dispatch_uid="links.publication_changed")
        register_changed.connect(signal_handlers.on_register_changed, dispatch_uid="links.register_changed")
        item_recalled.connect(signal_handlers.on_item_recalled, dispatch_uid="links.item_recalled")
        emergency_changed.connect(signal_handlers.on_emergency_changed, dispatch_uid="links.emergency_changed")
        register_reach("links", find_reach)
        health.register("links", describe_health)
