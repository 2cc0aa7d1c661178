from typing import Any

from django.apps import AppConfig


class TranslationDeskConfig(AppConfig):
    name = "cms.translation_desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.apps import apps
        from wagtail.models import Page

        from cms.approvals.models import Approval, Submission
        from cms.approvals.signals import submission_decided, submission_opened
        from cms.backups.parts import register_after_restore
        from cms.core.hooks import picture_impact
        from cms.core.models import BasePage
        from cms.films.models import LanguageVersion
        from cms.media.models import FilmMaster
        from cms.monitoring.readings import register_readings
        from cms.translation_desk import signal_handlers
        from cms.translation_desk.impact import find_picture_impact
        from cms.translation_desk.models import Assignment
        from cms.translation_desk.readings import read_translations
        from cms.translation_desk.restoring import rebuild_restored

        register_readings("translation_desk", read_translations)
        register_after_restore("translation_desk", rebuild_restored)
        picture_impact.register("translation_desk", find_picture_impact)
        submission_opened.connect(signal_handlers.notify_submitted, dispatch_uid="translation_desk.notify_submitted")
        submission_decided.connect(signal_handlers.notify_decided, dispatch_uid="translation_desk.notify_decided")
        _silence_wagtail_mails()
        for record in (Approval, Submission, Assignment):
            _connect_writes(record, signal_handlers.mark_record)
        for film_model in (LanguageVersion, FilmMaster):
            _connect_writes(film_model, signal_handlers.mark_films)
        _connect_writes(Page, signal_handlers.mark_page)
        for model in apps.get_models():
            if issubclass(model, BasePage):
                _connect_writes(model, signal_handlers.mark_page)


def _connect_writes(model: Any, handler: Any) -> None:
    from django.db.models.signals import post_delete, post_save

    for name, signal in (("saved", post_save), ("deleted", post_delete)):
        signal.connect(handler, sender=model, dispatch_uid=f"translation_desk.mark_{name}.{model._meta.label}")


def _silence_wagtail_mails() -> None:
    """Register empty receivers with the dispatch UIDs of Wagtail's own mails, which link to its editor.

    The first receiver with a UID is kept, so this works in whichever order the two apps become ready.
    """
    from wagtail.models import TaskState, WorkflowState
    from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

    from cms.translation_desk.signal_handlers import send_no_wagtail_mail

    for signal, sender, name in (
        (task_submitted, TaskState, "group_approval_task_submitted"),
        (workflow_submitted, WorkflowState, "workflow_state_submitted"),
        (workflow_rejected, WorkflowState, "workflow_state_rejected"),
        (workflow_approved, WorkflowState, "workflow_state_approved"),
    ):
        uid = f"{name}_email_notification"
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(send_no_wagtail_mail, sender=sender, dispatch_uid=uid)
