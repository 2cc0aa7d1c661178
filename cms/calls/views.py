"""The form to print, made of what is public now."""

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.calls.models import CallPage
from cms.calls.printed_form import NoRecipient, write_form
from cms.campaign.models import Campaign
from cms.core.addresses import find_live_page
from cms.core.page_cache import SECONDS, get_version
from cms.users.permissions import public


@public
@require_safe
def printed_form(request: HttpRequest, slug: str, paper: str, recipient: str | None = None) -> HttpResponse:
    """Serve the form of a live call as PDF, typeset once for each version of public content."""
    made_on = timezone.localdate()
    key = f"form:{get_version()}:{made_on}:{request.path}"
    pdf = cache.get(key)
    if pdf is None:
        pdf = _write(slug, paper=paper, recipient=int(recipient) if recipient else None)
        cache.set(key, pdf, SECONDS)
    name = f'inline; filename="{slug}-{paper}.pdf"'
    headers = {"Content-Disposition": name, "Cache-Control": "max-age=0, s-maxage=1", "X-Robots-Tag": "noindex"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _write(slug: str, *, paper: str, recipient: int | None) -> bytes:
    call = find_live_page(language=get_language() or "", path=f"calls/{slug}/")
    if not isinstance(call, CallPage):
        raise Http404
    campaign = Campaign.objects.first()
    try:
        return write_form(
            call,
            paper=paper,
            recipient=recipient,
            at=timezone.now(),
            campaign=str(campaign.short_name) if campaign else "",
        )
    except NoRecipient as error:
        raise Http404 from error
