"""Notice to readers of a translation whose source has had an important change since."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

from cms.approvals.drafts import get_language
from cms.approvals.models import Approval
from cms.approvals.staleness import SourceVersion, find_followed, read_histories
from cms.core.hooks import ReaderNotice
from cms.core.models import BasePage
from translations.languages import SOURCE


def find_notices(page: BasePage) -> list[ReaderNotice]:
    """Return the notice above the page, with a link to the original; an empty list if there is none to show."""
    text = write_notice(page)
    original = Page.objects.live().filter(translation_key=page.translation_key, locale__language_code=SOURCE)
    path = original.values_list("url_path", flat=True).first() if text else None
    if path is None:
        return []
    with override(get_language(page)):
        return [ReaderNotice(text, _("Read the Vietnamese original"), path)]


def write_notice(page: BasePage) -> str:
    """Return the notice in the page's language; empty if no important change of the source is missing from the page."""
    followed = _find_followed(page)
    if followed is None:
        return ""
    with override(get_language(page)):
        day = date_format(localtime(followed.published_at or followed.approved_at), "DATE_FORMAT")
        text = _(
            "The Vietnamese original of this page has since been corrected or extended. "
            "This translation follows the original of %(date)s."
        )
        return text % {"date": day}


def _find_followed(page: BasePage) -> SourceVersion | None:
    if get_language(page) == SOURCE:
        return None
    digest = Approval.objects.of(page).current().values_list("source_digest", flat=True).first()
    if not digest:
        return None
    return find_followed(history=read_histories([page.translation_key])[page.translation_key], digest=digest)
