"""Names of what is recalled, in the languages of the recipients."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import override

from cms.published import get_fact_name, get_published, get_withdrawal
from outreach.holdings.models import Delivery, HeldItem
from outreach.recalls.models import Recall
from translations.languages import SOURCE, get_autonym

Namer = Callable[[str, str], str]
_namers: dict[str, Namer] = {}


def register_namer(kind: str, namer: Namer) -> None:
    """Register a function that names a source of this kind, such as ``image:7``, in a language; empty if it can't."""
    _namers[kind] = namer


def get_title(recall: Recall, *, language: str) -> str:
    """Return a name for what is recalled in the language, or else by its source; the desk's name if there is no other.

    An item has its public title, or the one under which it was delivered.
    """
    with override(language):
        if recall.edition_key:
            found = _name_edition(recall)
        elif recall.source:
            kind = recall.source.partition(":")[0]
            found = _namers[kind](recall.source, language) if kind in _namers else ""
        elif recall.fact_key:
            found = _name_fact(recall, language=language)
        else:
            found = _name_item(recall, language=language)
    return found or recall.title


class Titles:
    """Titles of recalls, each found once: for mails to many people."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, str], str] = {}

    def get(self, recall: Recall, *, language: str) -> str:
        key = (recall.pk, language)
        if key not in self._found:
            self._found[key] = get_title(recall, language=language)
        return self._found[key]


def find_item_title(*, kind: str, key: str, language: str) -> str:
    """Return the title of an item in the language, or else of its source; empty if it never had one in either.

    Of an item that isn't public any more it is the one that was approved last, delivered or not.
    """
    for code in dict.fromkeys((language, SOURCE)):
        item = get_published(kind=kind, key=key, language=code) or get_withdrawal(kind=kind, key=key, language=code)
        if item is not None and item.title:
            return item.title
        delivered = HeldItem.objects.of_item(kind=kind, key=key, language=code).exclude(title="")
        title = delivered.order_by("-offered_at", "-pk").values_list("title", flat=True).first()
        if title:
            return title
    return ""


def _name_item(recall: Recall, *, language: str) -> str:
    title = find_item_title(kind=recall.kind, key=recall.key, language=language)
    if not title:
        return ""
    if recall.language:
        return f"{title} ({get_autonym(recall.language)})"
    return _("%(title)s: all languages") % {"title": title}


def _name_edition(recall: Recall) -> str:
    delivery = Delivery.objects.filter(edition_key=recall.edition_key).order_by("pk").first()
    if delivery is None or not delivery.title:
        return ""
    return _("%(title)s, edition %(number)s") % {"title": delivery.title, "number": delivery.number}


def _name_fact(recall: Recall, *, language: str) -> str:
    name = get_fact_name(key=recall.fact_key, language=language)
    return _("Everything that shows “%(name)s”") % {"name": name} if name else ""
