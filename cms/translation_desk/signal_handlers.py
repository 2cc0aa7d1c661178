"""Wagtail's signals, turned into the desk's own."""

from typing import Any

from wagtail.models import Page, TaskState

from cms.core.models import BasePage
from cms.films.models import LanguageVersion
from cms.media.models import FilmMaster
from cms.translation_desk import glossary
from cms.translation_desk.going_live import announce_publication, announce_removal
from cms.translation_desk.item_languages import mark
from cms.translation_desk.memory import learn
from cms.translation_desk.models import Approval, Submission, SubmissionState
from cms.translation_desk.models_work import Assignment


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
    mark(*Submission.objects.filter(task_state_id=instance.pk).values_list("translation_key", flat=True))


def mark_page(*, instance: Page, raw: bool = False, **kwargs: Any) -> None:
    model = instance.specific_class
    if not raw and model is not None and issubclass(model, BasePage) and model.kind:
        mark(instance.translation_key)


def mark_record(*, instance: Submission | Approval | Assignment, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        mark(instance.translation_key)


def mark_films(*, instance: LanguageVersion | FilmMaster, raw: bool = False, **kwargs: Any) -> None:
    """Another picture makes subtitles out of date: mark every film that this version or master is of."""
    if not raw:
        versions = [instance] if isinstance(instance, LanguageVersion) else instance.versions.select_related("film")
        mark(*{version.film.translation_key for version in versions})


def begin_look_at_glossary(**kwargs: Any) -> None:
    glossary.begin_look()


def end_look_at_glossary(**kwargs: Any) -> None:
    glossary.end_look()


def leave_to_the_desk(**kwargs: Any) -> None:
    """Stands where Wagtail's own mails about workflows stood (``notices.py``)."""
