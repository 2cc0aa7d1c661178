from typing import Any

from django.apps import AppConfig


class TranslationDeskConfig(AppConfig):
    name = "cms.translation_desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.apps import apps
        from django.core.checks import register
        from django.core.signals import request_finished, request_started
        from django.db.models.signals import pre_delete
        from wagtail.models import Page
        from wagtail.signals import page_published, page_unpublished, task_cancelled

        from cms.core import freshness
        from cms.core.hooks import picture_impact, reader_notices
        from cms.core.models import BasePage
        from cms.core.publication import register_check
        from cms.films.models import LanguageVersion
        from cms.media.models import FilmMaster
        from cms.translation_desk import signal_handlers
        from cms.translation_desk.checks.files import check_files
        from cms.translation_desk.going_live import APPROVAL_CHECK, check_approval
        from cms.translation_desk.impact import find_picture_impact
        from cms.translation_desk.keeping import refuse_deletion
        from cms.translation_desk.models import Approval, Submission
        from cms.translation_desk.models_work import Assignment
        from cms.translation_desk.reader_notice import find_notices

        register(check_files, "translation_desk")
        register_check(APPROVAL_CHECK, check_approval)
        picture_impact.register("translation_desk", find_picture_impact)
        reader_notices.register("translation_desk", find_notices)
        freshness.watch(Approval)
        request_started.connect(signal_handlers.begin_look_at_glossary, dispatch_uid="translation_desk.begin_look")
        request_finished.connect(signal_handlers.end_look_at_glossary, dispatch_uid="translation_desk.end_look")
        page_published.connect(signal_handlers.tell_published, dispatch_uid="translation_desk.tell_published")
        page_published.connect(signal_handlers.remember_published, dispatch_uid="translation_desk.remember_published")
        page_unpublished.connect(signal_handlers.tell_unpublished, dispatch_uid="translation_desk.tell_unpublished")
        task_cancelled.connect(signal_handlers.close_submission, dispatch_uid="translation_desk.close_submission")
        _take_the_place_of_wagtails_mails()
        for record in (Approval, Submission, Assignment):
            _mark(record, signal_handlers.mark_record)
        for film_model in (LanguageVersion, FilmMaster):
            _mark(film_model, signal_handlers.mark_films)
        _mark(Page, signal_handlers.mark_page)
        for model in apps.get_models():
            if issubclass(model, BasePage):
                _mark(model, signal_handlers.mark_page)
                pre_delete.connect(refuse_deletion, sender=model, dispatch_uid=f"keep.{model._meta.label}")


def _mark(model: Any, handler: Any) -> None:
    from django.db.models.signals import post_delete, post_save

    for name, signal in (("saved", post_save), ("deleted", post_delete)):
        signal.connect(handler, sender=model, dispatch_uid=f"translation_desk.mark_{name}.{model._meta.label}")


def _take_the_place_of_wagtails_mails() -> None:
    """Wagtail would mail as well, with links to its editor: the desk's own mails (``notices.py``) go out instead.

    The first receiver under a name stays, so that it holds whichever of the two apps is ready first.
    """
    from wagtail.models import TaskState, WorkflowState
    from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

    from cms.translation_desk.signal_handlers import leave_to_the_desk

    for signal, sender, name in (
        (task_submitted, TaskState, "group_approval_task_submitted"),
        (workflow_submitted, WorkflowState, "workflow_state_submitted"),
        (workflow_rejected, WorkflowState, "workflow_state_rejected"),
        (workflow_approved, WorkflowState, "workflow_state_approved"),
    ):
        uid = f"{name}_email_notification"
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(leave_to_the_desk, sender=sender, dispatch_uid=uid)
