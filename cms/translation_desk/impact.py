"""Impact of a change: the translations, posters, files and the like that become out of date, and their holders."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.approvals.models import Approval
from cms.core.hooks import Impact, change_impact
from cms.core.items import name_item
from cms.core.models import BasePage
from cms.films.models import LanguageVersion
from cms.films.reference_masters import choose_original, read_originals
from translations.languages import CODES, SOURCE, Language, get_language_entry


@dataclass(frozen=True)
class ChangeImpact:
    """Approved translations of the item, and what other apps have made from it."""

    languages: tuple[Language, ...]
    dependants: tuple[Impact, ...]

    @property
    def is_empty(self) -> bool:
        return not self.languages and not self.dependants


def find_impact(page: BasePage) -> ChangeImpact:
    """Return what becomes out of date if this page's text changes; a translation has no translations of its own."""
    approved = Approval.objects.filter(translation_key=page.translation_key).in_force()
    codes = set(approved.values_list("language", flat=True)) if page.locale.language_code == SOURCE else set()
    languages = tuple(get_language_entry(code) for code in CODES if code in codes and code != SOURCE)
    return ChangeImpact(languages, tuple(change_impact.collect(name_item(page))))


def find_picture_impact(master_id: int) -> list[Impact]:
    """Return the subtitles that were approved with this master, and what other apps have made from its films."""
    found: list[Impact] = []
    versions = LanguageVersion.objects.filter(master_id=master_id).select_related("film__locale").order_by("pk")
    for film in {version.film.translation_key: version.film for version in versions}.values():
        originals = read_originals([film.translation_key])[film.translation_key]
        approved = Approval.objects.filter(translation_key=film.translation_key).in_force().exclude(master_sha256="")
        for approval in approved.order_by("language"):
            original = choose_original(originals, language=approval.language)
            if original is not None and original.master_id == master_id:
                found.append(_describe_subtitles(approval))
        found += change_impact.collect(name_item(film))
    return found


def _describe_subtitles(approval: Approval) -> Impact:
    label = _("Subtitles of “%(title)s”: %(language)s") % {"title": approval.title, "language": approval.entry.autonym}
    url = reverse("desk_subtitles", args=[approval.translation_key, approval.language])
    return Impact(kind="subtitles", label=label, url=url, language=approval.language)
