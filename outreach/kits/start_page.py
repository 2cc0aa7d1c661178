"""Start page of an edition, in every language of its organisation. It opens from a disk, without network or script."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from cms.published import get_contacts, get_fact_versions, get_hotline_keys, hotline
from outreach.kits.bag import PackedFile
from outreach.kits.candidates import PlannedFile
from outreach.kits.changes import find_edition_before, list_changes
from outreach.kits.manifest import list_withdrawn, pair
from outreach.kits.models import FileRole, KitEdition
from outreach.kits.names import find_name
from outreach.kits.plan import KitPlan
from outreach.kits.thumbnails import FOLDER, ItemName, make_thumbnails, name_item
from outreach.kits.uses import USES
from outreach.organisations.models import Organisation
from translations.languages import get_autonym, get_language_entry

NAME = "index.html"


@dataclass(frozen=True)
class ListedFile:
    """A file as the start page lists it. ``address`` is its place in the package; empty if it is fetched apart."""

    planned: PlannedFile
    address: str
    size: int

    @property
    def format(self) -> str:
        return PurePosixPath(self.planned.path).suffix.removeprefix(".").upper()


@dataclass(frozen=True)
class ListedItem:
    """An item in one language with its files, and the place of its small picture, if it has one."""

    title: str
    language: str
    thumbnail: str
    files: tuple[ListedFile, ...]

    @property
    def autonym(self) -> str:
        return get_autonym(self.language)

    @property
    def roles(self) -> list[str]:
        return list(dict.fromkeys(file.planned.role.value for file in self.files))


def write_start_page(
    edition: KitEdition,
    *,
    plan: KitPlan,
    packed: Iterable[PackedFile],
    manifest: dict[str, Any],
    languages: tuple[str, ...],
    on: date,
) -> dict[str, bytes]:
    """Return ``index.html`` and its small pictures: all files with language, use, validity and size."""
    pictures = make_thumbnails(plan.files)
    names = {name: f"{FOLDER}/{number:03}.jpg" for number, name in enumerate(pictures, 1)}
    items = _list_items(plan, packed, thumbnails=names)
    before = find_edition_before(edition)
    shared = {
        "edition": edition,
        "kit": edition.kit,
        "items": items,
        "roles": [role for role in FileRole if any(role.value in item.roles for item in items)],
        "languages": [(code, get_autonym(code)) for code in dict.fromkeys(item.language for item in items)],
        "exclusions": [(entry, get_autonym(entry.language)) for entry in plan.exclusions],
        "before": before,
        "changes": list_changes(before.manifest, manifest) if before else [],
        "site": settings.SITE_ADDRESS,
        "on": on,
    }
    sections = [_write_section(edition, language=language, shared=shared) for language in languages]
    entries = [get_language_entry(code) for code in languages]
    page = render_to_string("kits/start_page.html", {**shared, "sections": sections, "entries": entries})
    return {NAME: page.encode(), **{names[name]: picture for name, picture in pictures.items()}}


def _list_items(plan: KitPlan, packed: Iterable[PackedFile], *, thumbnails: dict[ItemName, str]) -> list[ListedItem]:
    files = [ListedFile(planned, quote(file.path), file.size) for planned, file in pair(plan, packed)]
    files += [ListedFile(planned, "", planned.size) for planned in plan.apart]
    order = {name_item(file): number for number, file in reversed(list(enumerate(plan.files)))}
    files.sort(key=lambda file: order[name_item(file.planned)])
    return [
        ListedItem(own[0].planned.title, name[2], thumbnails.get(name, ""), tuple(own))
        for name, group in groupby(files, key=lambda file: name_item(file.planned))
        for own in [list(group)]
    ]


def _write_section(edition: KitEdition, *, language: str, shared: dict[str, Any]) -> str:
    organisation: Organisation = edition.organisation
    with override(language):
        return render_to_string(
            "kits/start_section.html",
            {
                **shared,
                "organisation": organisation,
                "withdrawn": list_withdrawn(organisation, language=language),
                "language": get_language_entry(language),
                "name": find_name(edition.kit, language),
                "uses": [(role, USES[role]) for role in shared["roles"]],
                "contacts": get_contacts(organisation.contact_keys, language=language),
                "hotline": hotline(language),
            },
        )


def find_facts(organisation: Organisation, *, languages: tuple[str, ...]) -> dict[str, int]:
    """Return the versions of the facts that a start page written now shows: the hotlines and the own contacts."""
    versions = get_fact_versions()
    contacts = [each for code in languages for each in get_contacts(organisation.contact_keys, language=code)]
    keys = {value.key for contact in contacts for value in contact.values}
    keys |= {key for code in languages for key in get_hotline_keys(code)}
    return {key: versions[key] for key in sorted(keys) if key in versions}
