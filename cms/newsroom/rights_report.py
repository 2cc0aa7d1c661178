"""Report on rights and terms that end this month, next month, or have ended: their uses, and what follows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from cms.core.rights import ALL_MEDIA, WORLD, Medium, may_be_used
from cms.facts.models import ContactChannel
from cms.films.models import RightsWindow
from cms.films.rights import list_rights
from cms.media.models import CampaignImage, FileKind, FileUse
from cms.newsroom.planned_dates import get_text_address

LOOK_BACK = timedelta(days=366)
"""How far back the list of what has ended goes."""


class When(models.TextChoices):
    THIS = "this", gettext_lazy("This month")
    NEXT = "next", gettext_lazy("Next month")
    ENDED = "ended", gettext_lazy("Ended")


@dataclass(frozen=True)
class UsingPage:
    """A live page that uses what ends."""

    title: str
    language: str
    url: str


@dataclass(frozen=True)
class EndingRight:
    """A right or a term with its last day; ``follows`` says what happens, or happened, after it."""

    kind: str
    title: str
    url: str
    ends_on: date
    territory: str
    pages: tuple[UsingPage, ...]
    follows: str

    @property
    def used_by(self) -> str:
        return "; ".join(f"{page.title} ({page.language})" for page in self.pages)


def get_days(when: When, *, today: date) -> tuple[date, date]:
    """Return the first and last day of what is asked for."""
    first = today.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    if when == When.NEXT:
        return following, (following + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if when == When.ENDED:
        return today - LOOK_BACK, today - timedelta(days=1)
    return first, following - timedelta(days=1)


def list_ending(*, when: When, today: date, hidden: frozenset[UUID]) -> list[EndingRight]:
    """Return what ends, in order, what ended last first; without the films that this person may not see.

    Seven queries, however many there are.
    """
    first, last = get_days(when, today=today)
    found = [
        *_list_pictures(first, last, today=today),
        *_list_windows(first, last, today=today, hidden=hidden),
        *_list_contacts(first, last),
    ]
    return sorted(found, key=lambda row: row.ends_on, reverse=when == When.ENDED)


def _list_pictures(first: date, last: date, *, today: date) -> Iterator[EndingRight]:
    images = list(CampaignImage.objects.filter(rights_until__range=(first, last)))
    uses: dict[int, list[int]] = defaultdict(list)
    rows = FileUse.objects.filter(kind=FileKind.IMAGE, object_id__in=[image.pk for image in images], page__live=True)
    for image_id, page_id in rows.values_list("object_id", "page_id"):
        uses[image_id].append(page_id)
    pages = _read_pages(Page.objects.filter(pk__in={pk for keys in uses.values() for pk in keys}))
    for image in images:
        using = [pages[pk] for pk in uses.get(image.pk, ()) if pk in pages]
        yield EndingRight(
            kind=_("Picture"),
            title=image.title,
            url=reverse("wagtailimages:edit", args=[image.pk]),
            ends_on=image.rights_until or last,
            territory=image.territories or _("All countries"),
            pages=tuple(using),
            follows=_describe_picture(len(using), has_ended=(image.rights_until or last) < today),
        )


def _list_windows(first: date, last: date, *, today: date, hidden: frozenset[UUID]) -> Iterator[EndingRight]:
    ending = RightsWindow.objects.filter(is_holdback=False, ends_on__range=(first, last))
    ending = ending.exclude(film__translation_key__in=hidden)
    windows = list(ending.select_related("film"))
    keys = {window.film.translation_key for window in windows}
    by_film: dict[UUID, list[RightsWindow]] = defaultdict(list)
    for each in RightsWindow.objects.filter(film__translation_key__in=keys).select_related("film"):
        by_film[each.film.translation_key].append(each)
    live: dict[UUID, list[UsingPage]] = defaultdict(list)
    rows = Page.objects.filter(translation_key__in=keys, live=True).select_related("locale").order_by("pk")
    for page in rows:
        live[page.translation_key].append(_describe_page(page))
    for window in windows:
        key, ends_on = window.film.translation_key, window.ends_on or last
        after = max(today, ends_on + timedelta(days=1))
        others = list_rights(each for each in by_film[key] if each.pk != window.pk)
        is_shown = may_be_used(others, territory=WORLD, on=after, medium=Medium.ONLINE)
        yield EndingRight(
            kind=_("Film"),
            title=window.film.draft_title,
            url=reverse("film_rights:edit", args=[window.pk]),
            ends_on=ends_on,
            territory=window.territory or _("All countries"),
            pages=tuple(live[key]),
            follows=_describe_window(window, len(live[key]), is_shown=is_shown, has_ended=ends_on < today),
        )


def _list_contacts(first: date, last: date) -> Iterator[EndingRight]:
    for channel in ContactChannel.objects.verified().filter(verified_until__range=(first, last)):
        yield EndingRight(
            kind=_("Contact"),
            title=channel.name,
            url=reverse("contacts:inspect", args=[channel.pk]),
            ends_on=channel.verified_until or last,
            territory=channel.country,
            pages=(),
            follows=_("It stays public. Until it is verified again, no further page can use it."),
        )


def _describe_picture(count: int, *, has_ended: bool) -> str:
    if not count:
        return _("No live page uses it.")
    if has_ended:
        text = ngettext(
            "It is shown nowhere any more. %(count)s page stays live without it.",
            "It is shown nowhere any more. %(count)s pages stay live without it.",
            count,
        )
    else:
        text = ngettext(
            "From the next day on it is shown nowhere, and %(count)s page stays live without it.",
            "From the next day on it is shown nowhere, and %(count)s pages stay live without it.",
            count,
        )
    return text % {"count": count}


def _describe_window(window: RightsWindow, count: int, *, is_shown: bool, has_ended: bool) -> str:
    if window.territory or window.medium not in {ALL_MEDIA, Medium.ONLINE}:
        return _("Broadcasters there may not show it after this day. The public site isn't concerned.")
    if is_shown:
        return _("Another right covers the days after it, so the film stays on the public site.")
    if not count:
        return _("No page of the film is live.")
    if has_ended:
        text = ngettext(
            "%(count)s page of the film lost its player; the text stays.",
            "%(count)s pages of the film lost their player; the texts stay.",
            count,
        )
    else:
        text = ngettext(
            "From the next day on %(count)s page of the film is without its player; the text stays.",
            "From the next day on %(count)s pages of the film are without their player; the texts stay.",
            count,
        )
    return text % {"count": count}


def _read_pages(pages: QuerySet[Page]) -> dict[int, UsingPage]:
    return {page.pk: _describe_page(page) for page in pages.select_related("locale")}


def _describe_page(page: Any) -> UsingPage:
    language = page.locale.language_code
    url = get_text_address(key=page.translation_key, language=language, page_id=page.pk)
    return UsingPage(page.title, language, url)


def list_headings() -> dict[str, str]:
    """Return the headings of a spreadsheet of the report, by the attribute of a row."""
    return {
        "kind": _("Kind"),
        "title": _("Name"),
        "ends_on": _("Last day"),
        "territory": _("Where"),
        "used_by": _("Used by"),
        "follows": _("What follows"),
    }


def make_plain(rows: Iterable[EndingRight]) -> list[EndingRight]:
    """Return the rows for a spreadsheet: nothing that people typed is read as a formula."""
    return [
        replace(
            row, title=_quote(row.title), pages=tuple(replace(page, title=_quote(page.title)) for page in row.pages)
        )
        for row in rows
    ]


def _quote(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
