"""The queue of tasks, worked off as the worker does."""

from __future__ import annotations

from cms.users.tasks import mail_new_password


def run_tasks() -> None:
    """Run the waiting mails of new passwords with what was queued for them, and take them off the queue."""
    from django_tasks_db.models import DBTaskResult

    for waiting in DBTaskResult.objects.filter(task_path=mail_new_password.module_path).order_by("enqueued_at"):
        waiting.task.call(*waiting.args_kwargs["args"], **waiting.args_kwargs["kwargs"])
        waiting.delete()
