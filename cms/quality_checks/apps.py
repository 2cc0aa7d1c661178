from django.apps import AppConfig


class QualityChecksConfig(AppConfig):
    name = "cms.quality_checks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.checks import register

        from cms.quality_checks.system_checks import check_files

        register(check_files, "quality_checks")
