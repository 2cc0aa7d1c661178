"""Views of the calendar: its weeks and months, and the form on which a date is changed."""

from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms.approvals.embargoed_texts import require_visible
from cms.approvals.models import Approval
from cms.approvals.outlook import write_outlook
from cms.approvals.schedule import reschedule
from cms.core.calendar import list_sources
from cms.core.language_names import name_languages
from cms.core.models import BasePage
from cms.core.publication import PublicationRefused
from cms.newsroom.calendar import MONTH, WEEK, CalendarPeriod, Filters, get_period, lay_out, may_change, read_entries
from cms.newsroom.dated_texts import DatedText
from cms.newsroom.forms import MomentForm
from cms.newsroom.planned_dates import FIELDS, get_text_address, move_draft_date
from cms.users.models import User
from cms.users.permissions import requires
from cms.users.roles import Capability
from translations.languages import CODES, get_language_entry


@requires(Capability.SEE_DESK)
@require_safe
def show_calendar(request: HttpRequest) -> HttpResponse:
    """Show a week or a month, with the filters of the address."""
    now, user = timezone.now(), cast(User, request.user)
    view = WEEK if request.GET.get("view") == WEEK else MONTH
    period = get_period(view, _read_day(request.GET.get("day", "")) or timezone.localdate(now))
    filters = _read_filters(request)
    entries = read_entries(user=user, first=period.first, last=period.last, filters=filters, at=now)
    context = {
        "header_title": _("Calendar"),
        "page_title": _("Calendar"),
        "header_icon": "calendar-alt",
        "period": period,
        "weeks": lay_out(period, entries),
        "has_entries": bool(entries),
        "today": timezone.localdate(now),
        "filters": filters,
        "kinds": [(source.name, source.label) for source in list_sources()],
        "languages": name_languages(CODES),
        "links": _make_links(period, filters),
    }
    return render(request, "newsroom/calendar.html", context)


@requires(Capability.SEE_DESK)
def change(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Change the date of one entry, with the outlook of its text; a refusal says why and what can be done."""
    text = _find_text(name, pk)
    user, now = cast(User, request.user), timezone.now()
    require_visible(translation_key=text.key, language=text.language, user=user, at=now)
    if not may_change(user, text.language, name=name):
        raise PermissionDenied
    form = MomentForm(request.POST or None, initial={"moment": text.moment and timezone.localtime(text.moment)})
    if request.method == "POST" and form.is_valid():
        try:
            _move(text, form.cleaned_data["moment"], by=user, at=now)
        except (PublicationRefused, PermissionDenied) as refused:
            form.add_error("moment", str(refused) or _("Your role doesn't let you do this in this language."))
        else:
            messages.success(request, _describe_change(text))
            day = timezone.localdate(form.cleaned_data["moment"])
            return redirect(f"{reverse('newsroom_calendar')}?{urlencode({'day': day.isoformat()})}")
    context: dict[str, Any] = {
        "header_title": text.title,
        "page_title": text.title,
        "page_subtitle": text.label,
        "header_icon": "calendar-alt",
        "text": text,
        "form": form,
        "key": text.key,
        "language": get_language_entry(text.language),
        "outlook": write_outlook(translation_key=text.key, language=text.language, at=now),
    }
    return render(request, "newsroom/change.html", context, status=422 if form.errors else 200)


def _find_text(name: str, pk: int) -> DatedText:
    if name == "scheduled":
        approval = get_object_or_404(Approval.objects.awaiting(), pk=pk)
        return DatedText.from_approval(approval)
    if name not in FIELDS:
        raise Http404
    page = get_object_or_404(Page, pk=pk).specific
    if not isinstance(page, BasePage) or not page.kind:
        raise Http404
    draft: Any = page.get_latest_revision_as_object()
    address = get_text_address(key=page.translation_key, language=page.locale.language_code, page_id=page.pk)
    moment = page.expire_at if name == "expiry" and page.live else getattr(draft, FIELDS[name])
    return DatedText.from_draft(draft, name=name, moment=moment, address=address)


def _move(text: DatedText, moment: datetime, *, by: User, at: datetime) -> None:
    if text.name == "scheduled":
        reschedule(translation_key=text.key, language=text.language, due_at=moment, by=by, at=at)
    else:
        move_draft_date(page_id=text.pk, field=FIELDS[text.name], moment=moment, by=by, at=at)


def _describe_change(text: DatedText) -> str:
    if text.name == "scheduled":
        return _("“%(title)s” has a new time.") % {"title": text.title}
    message = _(
        "“%(title)s” has the new date in its draft. A later publication and a sooner end count at once; everything "
        "else counts when the draft is approved."
    )
    return message % {"title": text.title}


def _read_day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _read_filters(request: HttpRequest) -> Filters:
    language, kind = request.GET.get("language", ""), request.GET.get("kind", "")
    return Filters(
        language=language if language in CODES else "",
        kind=kind if kind in {source.name for source in list_sources()} else "",
        mine=bool(request.GET.get("mine")),
    )


def _make_links(period: CalendarPeriod, filters: Filters) -> dict[str, str]:
    kept = {"language": filters.language, "kind": filters.kind, "mine": "1" if filters.mine else ""}

    def write(**more: str) -> str:
        return "?" + urlencode({name: value for name, value in {**kept, **more}.items() if value})

    day = period.anchor.isoformat()
    return {
        "before": write(view=period.view, day=period.before.isoformat()),
        "after": write(view=period.view, day=period.after.isoformat()),
        "today": write(view=period.view),
        WEEK: write(view=WEEK, day=day),
        MONTH: write(view=MONTH, day=day),
    }
