from django.apps import AppConfig


class QualityChecksConfig(AppConfig):
    name = "cms.quality_checks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from cms.change_requests.public_row import register_text_rule
        from cms.core.hooks import fact_impact
        from cms.quality_checks.contact_check import describe_contacts_in_name
        from cms.quality_checks.system_checks import check_files
        from cms.quality_checks.typed_use import find_typed_use

        register_text_rule("contacts", describe_contacts_in_name)
        fact_impact.register("typed", find_typed_use)
        register(check_files, "quality_checks")
