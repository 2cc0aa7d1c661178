from django.apps import AppConfig


class KitsConfig(AppConfig):
    name = "outreach.kits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import change_impact, fact_impact
        from outreach.kits.impact import find_fact_impacts, find_impacts

        change_impact.register("kits", find_impacts)
        fact_impact.register("kits", find_fact_impacts)
