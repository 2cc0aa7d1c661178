"""The public page that tells whether a file, a code or an edition is the campaign's own. It needs no script."""

from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cms.published import get_addresses
from cms.users.permissions import public
from outreach.verify.answers import Answer, judge_file, judge_typed
from outreach.verify.forms import MOST_MEGABYTES, VerifyForm
from translations import negotiation
from translations.negotiation import ANY, COOKIE, choose_notice_language, put_first


@public
@require_safe
@never_cache
def choose_language(request: HttpRequest) -> HttpResponse:
    """Redirect from the address that signed files name to the page in the reader's language."""
    accepted = put_first(request.COOKIES.get(COOKIE, ""), request.headers.get("accept-language", ""))
    return redirect(f"/{choose_notice_language(asked=ANY, accept_language=accepted)}/verify/")


# Whoever asks changes nothing, and has no session: there is nothing that a stranger's form could do in their name.
@public
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Show the form; by POST, the answer. What was given is thrown away with the request."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    context = {"form": form, "most": MOST_MEGABYTES, "site_address": settings.SITE_ADDRESS}
    if request.method == "POST" and form.is_valid():
        answer = _find_answer(form)
        context |= {"answer": answer, "address": _find_address(answer)}
    return render(request, "verify/verify.html", context, status=200 if form.is_valid() or not form.is_bound else 400)


def _find_answer(form: VerifyForm) -> Answer:
    file: UploadedFile | None = form.cleaned_data["file"]
    if file is None:
        return judge_typed(form.cleaned_data["typed"], at=timezone.now())
    source = Path(file.temporary_file_path()) if isinstance(file, TemporaryUploadedFile) else file.read()
    return judge_file(source, at=timezone.now())


def _find_address(answer: Answer) -> str:
    """Return the path of the item's present page: in the reader's language, else the file's, else the closest."""
    addresses = get_addresses(kind=answer.kind, key=answer.key) if answer.key else {}
    choice = negotiation.choose_language(
        asked=get_language() or ANY, accept_language=answer.language, available=tuple(addresses)
    )
    return addresses[choice.language] if choice else ""
