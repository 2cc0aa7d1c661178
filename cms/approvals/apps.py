from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "cms.approvals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.apps import apps
        from django.db.models.signals import post_save, pre_delete
        from wagtail.models import Revision
        from wagtail.signals import task_cancelled, task_submitted

        from cms.approvals import signal_handlers
        from cms.approvals.approved_words import find_approval
        from cms.approvals.held_files import is_in_approval
        from cms.approvals.models import Approval
        from cms.approvals.publishing import APPROVAL_CHECK, check_approval
        from cms.approvals.reader_notice import find_notices
        from cms.approvals.signals import workflow_ended
        from cms.core.hooks import reader_notices
        from cms.core.models import BasePage
        from cms.core.publication import register_check
        from cms.credentials.approved_words import register_finder
        from cms.facts.models import Revocation
        from cms.media.usage import register_holder

        register_check(APPROVAL_CHECK, check_approval)
        register_holder("approvals", is_in_approval)
        register_finder(find_approval)
        reader_notices.register("approvals", find_notices)
        post_save.connect(
            signal_handlers.raise_public_version, sender=Approval, dispatch_uid="approvals.raise_public_version"
        )
        post_save.connect(
            signal_handlers.postpone_by_draft, sender=Revision, dispatch_uid="approvals.postpone_by_draft"
        )
        post_save.connect(
            signal_handlers.take_typed_contact_down,
            sender=Revocation,
            dispatch_uid="approvals.take_typed_contact_down",
        )
        task_submitted.connect(signal_handlers.submit, dispatch_uid="approvals.submit")
        task_cancelled.connect(signal_handlers.cancel_submission, dispatch_uid="approvals.cancel_submission")
        workflow_ended.connect(signal_handlers.refuse_workflow_end, dispatch_uid="approvals.refuse_workflow_end")
        for model in apps.get_models():
            if issubclass(model, BasePage):
                uid = f"approvals.refuse_deletion.{model._meta.label}"
                pre_delete.connect(signal_handlers.refuse_deletion, sender=model, dispatch_uid=uid)
