from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "cms.monitoring"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core.signals import request_finished

        from cms.monitoring.database_reading import read_database
        from cms.monitoring.readings import register_readings
        from cms.monitoring.request_id import forget_request_id

        request_finished.connect(forget_request_id, dispatch_uid="monitoring.forget_request_id")
        register_readings("monitoring", read_database)
