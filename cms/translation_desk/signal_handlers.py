"""Wagtail's signals, turned into the desk's own."""

from typing import Any

from wagtail.models import TaskState

from cms.core.models import BasePage
from cms.translation_desk import glossary
from cms.translation_desk.going_live import announce_publication, announce_removal
from cms.translation_desk.memory import learn
from cms.translation_desk.models import Approval, Submission, SubmissionState


def tell_published(*, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, BasePage):
        announce_publication(instance)


def remember_published(*, instance: Any, **kwargs: Any) -> None:
    """In the publication's own transaction: no approval is current without being in the memory."""
    if isinstance(instance, BasePage) and (approval := Approval.objects.of(instance).current().first()):
        learn(approval=approval)


def tell_unpublished(*, instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, BasePage):
        announce_removal(instance)


def close_submission(*, instance: TaskState, **kwargs: Any) -> None:
    """A step that is cancelled in Wagtail takes its submission back."""
    Submission.objects.filter(task_state_id=instance.pk, state=SubmissionState.OPEN).update(
        state=SubmissionState.CANCELLED
    )


def begin_look_at_glossary(**kwargs: Any) -> None:
    glossary.begin_look()


def end_look_at_glossary(**kwargs: Any) -> None:
    glossary.end_look()
