from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "outreach.screens"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.core.hooks import fact_impact
        from outreach.screens.impact import find_fact_impacts

        fact_impact.register("screens", find_fact_impacts)
