from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "cms.backups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.backups.readings import read_backup_age
        from cms.monitoring.readings import register_readings

        register_readings("backups", read_backup_age)
