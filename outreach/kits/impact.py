"""Impact of a change on kits, shown to the editor before the change is made."""

from collections import defaultdict
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.hooks import Impact
from cms.published import ItemRef, find_items_showing, get_contacts, get_hotline_keys
from outreach.holdings.models import HeldItem, HeldItemQuerySet
from outreach.kits.models import EditionState, KitEdition
from outreach.organisations.members import get_names
from outreach.organisations.models import Organisation
from translations.languages import CODES, SOURCE


def find_impacts(item: ItemRef) -> list[Impact]:
    """Return the editions and single files that contain this text, with the organisations that hold them.

    A change of the source affects every language, a change of a translation only its own.
    """
    language = "" if item.language == SOURCE else item.language
    return _group(HeldItem.objects.of_item(kind=item.kind, key=item.key, language=language).current())


def find_fact_impacts(fact_key: str) -> list[Impact]:
    """Return the editions and single files with items that show the fact, with the organisations that hold them.

    The start page of an edition is one of its files.
    """
    found: list[Impact] = []
    for item in find_items_showing(fact_key):
        found += _group(
            HeldItem.objects.of_item(kind=item.kind, key=item.key, language=item.language).current().texts()
        )
    return [*found, *_find_start_pages(fact_key)]


def _find_start_pages(fact_key: str) -> list[Impact]:
    """Return each organisation's last edition of a kit whose start page shows the fact: as hotline or own contact."""
    languages = {code for code in CODES if fact_key in get_hotline_keys(code)}
    editions = KitEdition.objects.filter(state=EditionState.FINISHED).select_related("kit", "organisation")
    last = {(edition.kit_id, edition.organisation_id): edition for edition in editions.order_by("number")}
    return [
        Impact(
            kind="edition",
            label=_("Start page of kit “%(title)s”, edition %(number)s")
            % {"title": edition.kit.title, "number": edition.number},
            url=reverse("outreach_edition", args=[edition.pk]),
            holders=(edition.organisation.name,),
            name=_name(edition),
            holder_keys=(str(edition.organisation.key),),
        )
        for edition in last.values()
        if languages.intersection(edition.manifest.get("languages", ())) or _is_own(fact_key, edition.organisation)
    ]


def _is_own(fact_key: str, organisation: Organisation) -> bool:
    contacts = get_contacts(organisation.contact_keys, language=SOURCE)
    return any(value.key == fact_key for contact in contacts for value in contact.values)


def _group(rows: HeldItemQuerySet) -> list[Impact]:
    groups: dict[tuple[str, str], list[HeldItem]] = defaultdict(list)
    for row in rows.order_by("edition_key", "language", "pk"):
        groups[row.edition_key, row.language].append(row)
    editions = {
        str(edition.key): edition
        for edition in KitEdition.objects.filter(key__in=[key for key, _language in groups if key]).select_related(
            "kit"
        )
    }
    names = get_names({row.organisation_key for row in rows})
    return [_make_impact(editions.get(key), language, held, names) for (key, language), held in groups.items()]


def _make_impact(edition: KitEdition | None, language: str, rows: list[HeldItem], names: dict[UUID, str]) -> Impact:
    held = [row for row in rows if row.held_at]
    organisations = dict.fromkeys(row.organisation_key for row in held)
    holders = tuple(names.get(key, "") for key in organisations)
    keys = tuple(str(key) for key in organisations)
    if edition is None:
        titles = ", ".join(dict.fromkeys(row.title for row in held))
        label = _("Files delivered individually")
        return Impact("file", label, language=language, holders=holders, name=titles, holder_keys=keys)
    return Impact(
        kind="edition",
        label=_("Kit “%(title)s”, edition %(number)s") % {"title": edition.kit.title, "number": edition.number},
        url=reverse("outreach_edition", args=[edition.pk]),
        language=language,
        holders=holders,
        name=_name(edition),
        holder_keys=keys,
    )


def _name(edition: KitEdition) -> str:
    return f"{edition.kit.title} ({edition.number})"
