"""Handlers that send the desk's notices and mark rows of its status index as dirty."""

from typing import Any

from wagtail.models import Page

from cms.approvals.models import Approval, Submission, SubmissionState
from cms.core.models import BasePage
from cms.films.models import LanguageVersion
from cms.media.models import FilmMaster
from cms.translation_desk import notices
from cms.translation_desk.models import Assignment
from cms.translation_desk.status_index import mark_dirty
from translations.languages import SOURCE


def notify_submitted(*, submission: Submission, **kwargs: Any) -> None:
    notices.notify_submitted(submission)


def notify_decided(*, submission: Submission, **kwargs: Any) -> None:
    notices.notify_decided(submission)
    if submission.language == SOURCE and submission.state == SubmissionState.APPROVED:
        notices.notify_source_changed(submission)


def mark_page(*, instance: Page, raw: bool = False, **kwargs: Any) -> None:
    model = instance.specific_class
    if not raw and model is not None and issubclass(model, BasePage) and model.kind:
        mark_dirty(instance.translation_key)


def mark_record(*, instance: Submission | Approval | Assignment, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        mark_dirty(instance.translation_key)


def mark_films(*, instance: LanguageVersion | FilmMaster, raw: bool = False, **kwargs: Any) -> None:
    """Mark every film that this version or master belongs to: subtitles become out of date with a new picture."""
    if not raw:
        versions = [instance] if isinstance(instance, LanguageVersion) else instance.versions.select_related("film")
        mark_dirty(*{version.film.translation_key for version in versions})


def send_no_wagtail_mail(**kwargs: Any) -> None:
    """Replace Wagtail's own mails about workflows; the desk's are in ``notices.py``."""
