"""Views of a user's worklist and of comments on segments."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.approvals.refusals import DeskRefusal
from cms.approvals.translation_drafts import get_source_page
from cms.translation_desk.comments import read_comments, save_comments
from cms.translation_desk.status_index import read_progress
from cms.translation_desk.worklist import find_sent_back, get_out_of_date, get_worklist
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import CODES, get_language_entry


@require_POST
@requires(Capability.SEE_DESK)
def comment(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Store or resolve a comment on one segment, and return the HTML of that segment's comments."""
    if language not in CODES:
        raise Http404
    get_source_page(key)
    by = cast(User, request.user)
    try:
        save_comments(data=request.POST, translation_key=key, language=language, by=by, at=timezone.now())
    except DeskRefusal as refused:
        return HttpResponse(str(refused), status=422, content_type="text/plain; charset=utf-8")
    path = request.POST.get("path", "")
    context = {
        "comments": read_comments(translation_key=key, language=language).get(path, []),
        "path": path,
        "key": key,
        "language": get_language_entry(language),
    }
    return render(request, "translation_desk/comments.html", context)


@requires(Capability.SEE_DESK)
def worklist(request: HttpRequest) -> HttpResponse:
    """Show the tasks of this user and of their groups, with the reviewers' comments."""
    read_progress()  # derives dirty rows again
    tasks = get_worklist(cast(User, request.user))
    context = {
        "header_title": _("Your work"),
        "page_title": _("Your work"),
        "header_icon": "clipboard-list",
        "tasks": tasks,
        "sent_back": find_sent_back(tasks),
        "out_of_date": get_out_of_date(cast(User, request.user)),
        "today": timezone.localdate(),
    }
    return render(request, "translation_desk/worklist.html", context)
