"""The notice above a page that is shown before its time: that it is under embargo, and until when."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from cms.core.hooks import ReaderNotice
from cms.core.models import BasePage
from translations.countries import get_usual_country, get_zones
from translations.moments import write_in_zones

DUE = "preview_due_at"
"""The attribute of a page in memory that is shown before its time."""


def find_notices(page: BasePage) -> list[ReaderNotice]:
    """Return the notice in the active language; nothing for a page that is shown as everybody sees it."""
    due_at: datetime | None = getattr(page, DUE, None)
    if due_at is None:
        return []
    moment = write_in_zones(due_at, zones=_find_zones(page.locale.language_code), language=page.locale.language_code)
    text = _(
        "This text was approved and given to you to prepare. Publish nothing of it before then, and don't pass this "
        "link on."
    )
    return [ReaderNotice(text, "", "", title=_("Under embargo until %(moment)s.") % {"moment": moment})]


def _find_zones(language: str) -> list[ZoneInfo]:
    """Return the campaign's zone, and that of the language's usual country if it has one, else UTC."""
    zones = get_zones(get_usual_country(language))
    return [ZoneInfo(settings.TIME_ZONE), ZoneInfo(zones[0] if len(zones) == 1 else "UTC")]
