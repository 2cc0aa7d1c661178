from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "cms.jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.jobs.readings import read_jobs
        from cms.jobs.reaper import forget_old_messages, reap
        from cms.jobs.scheduler import every
        from cms.monitoring.readings import register_readings

        every(seconds=10, name="jobs.reap")(reap)
        every(seconds=3600, name="jobs.forget_old_messages")(forget_old_messages)
        register_readings("jobs", read_jobs)
        autodiscover_modules("tasks")
