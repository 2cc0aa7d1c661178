"""List of pictures and films with the record of their rights and their uses, those that need attention first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from uuid import UUID

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.core.hooks import Impact, change_impact
from cms.core.items import name_item
from cms.core.models import BasePage
from cms.core.rights import WORLD, Medium, Rights, may_be_used
from cms.films.models import RightsWindow
from cms.films.rights import list_rights
from cms.media.models import CampaignImage, Consent, FileKind, FileUse, FilmMaster, RightsRecord
from cms.media.rights import find_missing, get_image_rights

SOON = timedelta(days=30)


class RightsState(models.TextChoices):
    """In the order of the list."""

    REFUSED = "refused", _("Those shown don't agree: not shown")
    ENDED = "ended", _("Ended: not shown any more")
    LIMITED = "limited", _("Not for the whole world: the public site doesn't show it")
    ENDING = "ending", _("Ends within 30 days")
    UNRECORDED = "unrecorded", _("Not recorded yet")
    VALID = "valid", _("Valid")


_ORDER = list(RightsState)


@dataclass(frozen=True)
class LicensedFile:
    """A picture or film; ``page_ids`` are live pages that use it, whether or not they still show it."""

    kind: str
    record: RightsRecord
    title: str
    url: str
    has_rights: bool
    territories: tuple[str, ...]
    until: date | None
    state: RightsState
    page_ids: tuple[int, ...]


def list_files(*, on: date) -> list[LicensedFile]:
    """Return every picture and film, those that may not be shown first and those whose right ends next before others.

    Five queries, however many there are.
    """
    uses: dict[tuple[str, int], list[int]] = defaultdict(list)
    for kind, key, page in FileUse.objects.order_by("page_id").values_list("kind", "object_id", "page_id"):
        uses[kind, key].append(page)
    windows = _read_windows()
    found = [
        _describe(FileKind.IMAGE, image, get_image_rights(image), uses, on=on) for image in CampaignImage.objects.all()
    ]
    masters = FilmMaster.objects.prefetch_related("versions__film")
    for master in masters:
        shown = {(each.film.translation_key, each.language_tag) for each in master.versions.all()}
        rights = tuple(
            chain.from_iterable(list_rights(windows.get(key, ()), language_tag=tag) for key, tag in sorted(shown))
        )
        found.append(_describe(FileKind.MASTER, master, tuple(dict.fromkeys(rights)), uses, on=on))
    return sorted(found, key=lambda file: (_ORDER.index(file.state), file.until or date.max, file.title))


def find_pages(file: LicensedFile) -> list[BasePage]:
    """Return the live pages that use the file."""
    return list(Page.objects.filter(pk__in=file.page_ids).order_by("pk").specific()) if file.page_ids else []


def find_holders(pages: Iterable[BasePage]) -> list[Impact]:
    """Return the posters and editions made of these pages, with the organisations that hold them."""
    return list(dict.fromkeys(chain.from_iterable(change_impact.collect(name_item(page)) for page in pages)))


def _read_windows() -> Mapping[UUID, list[RightsWindow]]:
    found: dict[UUID, list[RightsWindow]] = defaultdict(list)
    for window in RightsWindow.objects.select_related("film").order_by("pk"):
        found[window.film.translation_key].append(window)
    return found


def _describe(
    kind: FileKind,
    record: CampaignImage | FilmMaster,
    rights: tuple[Rights, ...],
    uses: Mapping[tuple[str, int], list[int]],
    *,
    on: date,
) -> LicensedFile:
    ends = [right.ends_on for right in rights]
    until = None if None in ends else max((day for day in ends if day is not None), default=None)
    edit = "wagtailimages:edit" if kind == FileKind.IMAGE else "film_masters:edit"
    return LicensedFile(
        kind=kind,
        record=record,
        title=record.title,
        url=reverse(edit, args=[record.pk]),
        has_rights=bool(rights),
        territories=tuple(sorted({right.territory for right in rights if right.territory != WORLD})),
        until=until,
        state=_find_state(record, rights, until, on=on),
        page_ids=tuple(uses.get((kind, record.pk), ())),
    )


def _find_state(record: RightsRecord, rights: tuple[Rights, ...], until: date | None, *, on: date) -> RightsState:
    if record.consent == Consent.REFUSED:
        return RightsState.REFUSED
    if rights and all(right.has_ended(on=on) for right in rights):
        return RightsState.ENDED
    if not may_be_used(rights, territory=WORLD, on=on, medium=Medium.ONLINE):
        return RightsState.LIMITED
    if until is not None and until <= on + SOON:
        return RightsState.ENDING
    return RightsState.UNRECORDED if find_missing(record) else RightsState.VALID
