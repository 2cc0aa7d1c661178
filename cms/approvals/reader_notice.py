"""Notice to readers of a translation: when its source has had a major change since, and what it says."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from cms.approvals.drafts import get_language
from cms.approvals.models import Approval, ChangeLevel
from cms.approvals.staleness import History, SourceVersion, find_place, get_equivalents, read_histories
from cms.core.hooks import ReaderNotice
from cms.core.models import BasePage
from translations.dates import write_day
from translations.languages import SOURCE


def find_notices(page: BasePage) -> list[ReaderNotice]:
    """Return the notice above the page, with a link to the original; an empty list if there is none to show."""
    text = write_notice(page)
    original = Page.objects.live().filter(translation_key=page.translation_key, locale__language_code=SOURCE)
    path = original.values_list("url_path", flat=True).first() if text else None
    if path is None:
        return []
    with override(get_language(page)):
        return [ReaderNotice(text, _("Read the original"), path)]


def write_notice(page: BasePage) -> str:
    """Return the notice in the page's language; empty if no major change of the source is missing from the page."""
    followed = _read_followed(page)
    if followed is None:
        return ""
    with override(get_language(page)):
        day = write_day(localtime(followed.published_at or followed.approved_at).date(), language=get_language(page))
        text = _(
            "The original of this page has since been corrected or extended. "
            "This translation follows the original of %(date)s."
        )
        return text % {"date": day}


def _read_followed(page: BasePage) -> SourceVersion | None:
    if get_language(page) == SOURCE:
        return None
    digest = Approval.objects.of(page).current().values_list("source_digest", flat=True).first()
    if not digest:
        return None
    return find_followed(history=read_histories([page.translation_key])[page.translation_key], digest=digest)


def find_followed(*, history: History, digest: str) -> SourceVersion | None:
    """Return the version that a translation follows, if its readers have to be notified; else None.

    They have to be if the public version is a later one, with a major change since.
    """
    current = next((n for n, version in enumerate(history) if version.in_force and version.published_at), None)
    public = history[: current + 1] if current is not None else ()
    place = find_place(public, digest)
    if place is None or public[-1].digest in {version.digest for version in get_equivalents(public, digest)}:
        return None
    is_major = any(version.change_level == ChangeLevel.MAJOR for version in public[place + 1 :])
    return public[place] if is_major else None
