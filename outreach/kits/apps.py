from django.apps import AppConfig


class KitsConfig(AppConfig):
    name = "outreach.kits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import change_impact
        from outreach.kits.impact import find_impacts

        change_impact.register("kits", find_impacts)
