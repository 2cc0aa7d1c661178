"""The embargo in front of every view of one text: the desk shows it to those who work on it."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from cms.approvals.embargoed_texts import require_visible
from cms.approvals.models import Submission
from cms.users.models import User
from translations.languages import SOURCE

View = Callable[..., HttpResponseBase]


def seen_by_workers(view: View) -> View:
    """Refuse the view of a text under embargo to users who don't work on it; the view has the other checks."""

    @wraps(view)
    def guarded(request: HttpRequest, *, key: UUID, **names: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            language = names.get("language", SOURCE)
            require_visible(translation_key=key, language=language, user=request.user, at=timezone.now())
        return view(request, key=key, **names)

    return guarded


def get_visible_submission(*, submission_id: int, user: User) -> Submission:
    """Return the submission with its rows; raise ``Http404``, or ``PermissionDenied`` as ``seen_by_workers`` does."""
    submissions = Submission.objects.select_related("submitted_by", "revision", "page")
    submission: Submission = get_object_or_404(submissions, pk=submission_id)
    key, language = submission.translation_key, submission.language
    require_visible(translation_key=key, language=language, user=user, at=timezone.now())
    return submission
