"""The queue of tasks, worked off as the worker does."""

from __future__ import annotations

from cms.users.tasks import mail_authenticators_reset, mail_new_password, mail_welcome


def run_tasks() -> None:
    """Run the waiting mails about accounts with what was queued for them, and take them off the queue."""
    from django_tasks_db.models import DBTaskResult

    paths = [task.module_path for task in (mail_authenticators_reset, mail_new_password, mail_welcome)]
    for waiting in DBTaskResult.objects.filter(task_path__in=paths).order_by("enqueued_at"):
        waiting.task.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        waiting.delete()
