"""What a change of a source makes out of date, and who holds it (E5)."""

from dataclasses import dataclass

from cms.core.hooks import Impact, change_impact
from cms.core.models import BasePage
from cms.translation_desk.models import Approval
from translations.languages import CODES, SOURCE, Language, get_language_entry


@dataclass(frozen=True)
class ChangeImpact:
    """Approved translations of the item, and what the rooms above have made of it."""

    languages: tuple[Language, ...]
    things: tuple[Impact, ...]

    @property
    def is_empty(self) -> bool:
        return not self.languages and not self.things


def find_impact(page: BasePage) -> ChangeImpact:
    """Return what becomes out of date when this page's text changes; a translation only has things made of it."""
    approved = Approval.objects.filter(translation_key=page.translation_key).standing()
    codes = set(approved.values_list("language", flat=True)) if page.locale.language_code == SOURCE else set()
    languages = tuple(get_language_entry(code) for code in CODES if code in codes and code != SOURCE)
    return ChangeImpact(languages, tuple(change_impact.collect(page)))
