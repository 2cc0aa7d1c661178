"""Start page of an edition, in every language of its organisation, and the edition's manifest."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from cms.published import PublishedCorrection, get_contacts, get_fact_versions, get_hotline_keys, hotline
from outreach.kits.bag import PackedFile
from outreach.kits.candidates import PlannedFile
from outreach.kits.exclusions import Exclusion
from outreach.kits.models import KitEdition
from outreach.kits.plan import KitPlan
from outreach.organisations.models import Organisation
from translations.languages import get_language_entry

MANIFEST_VERSION = 1


@dataclass(frozen=True)
class ListedFile:
    """A file as the start page lists it."""

    planned: PlannedFile
    packed: PackedFile

    @property
    def address(self) -> str:
        return quote(self.packed.path)

    @property
    def format(self) -> str:
        return PurePosixPath(self.packed.path).suffix.removeprefix(".").upper()

    @property
    def language(self) -> str:
        return get_language_entry(self.planned.ref.language).autonym


def write_start_page(
    edition: KitEdition, *, plan: KitPlan, packed: Iterable[PackedFile], languages: tuple[str, ...], on: date
) -> bytes:
    """Return ``index.html``, without scripts or external resources: all files with language, validity and size."""
    files = [ListedFile(planned, file) for planned, file in _pair(plan, packed)]
    sections = [
        _write_section(edition, language=language, files=files, exclusions=plan.exclusions, on=on)
        for language in languages
    ]
    first = get_language_entry(languages[0])
    entries = [get_language_entry(code) for code in languages]
    page = render_to_string(
        "kits/start_page.html", {"sections": sections, "first": first, "entries": entries, "kit": edition.kit}
    )
    return page.encode()


def _write_section(
    edition: KitEdition, *, language: str, files: list[ListedFile], exclusions: tuple[Exclusion, ...], on: date
) -> str:
    organisation: Organisation = edition.organisation
    with override(language):
        return render_to_string(
            "kits/start_section.html",
            {
                "edition": edition,
                "kit": edition.kit,
                "organisation": organisation,
                "language": get_language_entry(language),
                "files": files,
                "exclusions": [(entry, get_language_entry(entry.language).autonym) for entry in exclusions],
                "contacts": get_contacts(organisation.contact_keys, language=language),
                "hotline": hotline(language),
                "site": settings.SITE_ADDRESS,
                "on": on,
            },
        )


def find_facts(organisation: Organisation, *, languages: tuple[str, ...]) -> dict[str, int]:
    """Return the versions of the facts that a start page written now shows: the hotlines and the own contacts."""
    versions = get_fact_versions()
    contacts = [each for code in languages for each in get_contacts(organisation.contact_keys, language=code)]
    keys = {value.key for contact in contacts for value in contact.values}
    keys |= {key for code in languages for key in get_hotline_keys(code)}
    return {key: versions[key] for key in sorted(keys) if key in versions}


def make_manifest(
    edition: KitEdition, *, plan: KitPlan, packed: Iterable[PackedFile], languages: tuple[str, ...], on: date
) -> dict[str, Any]:
    """Return the content of ``manifest.json``: items with their approvals, files with SHA-256, and exclusions."""
    return {
        "version": MANIFEST_VERSION,
        "edition": str(edition.key),
        "number": edition.number,
        "kit": edition.kit.title,
        "organisation": str(edition.organisation.key),
        "built_on": on.isoformat(),
        "languages": list(languages),
        "items": [
            {
                **asdict(item.ref),
                "title": item.title,
                "url": item.url,
                "text_sha256": item.text_sha256,
                "corrections": [_describe_correction(each) for each in item.corrections],
            }
            for item in plan.items
        ],
        "files": [_describe(planned, file) for planned, file in _pair(plan, packed)],
        "exclusions": [_describe_exclusion(part, language=languages[0]) for part in plan.exclusions],
    }


def _describe_correction(correction: PublishedCorrection) -> dict[str, Any]:
    day = correction.corrected_on
    return {"text": correction.text, "corrected_on": day.isoformat() if day else None}


def _describe_exclusion(exclusion: Exclusion, *, language: str) -> dict[str, str]:
    with override(language):
        return {**asdict(exclusion), "sentence": exclusion.sentence}


def write_manifest(manifest: dict[str, Any]) -> bytes:
    """Return the manifest as indented JSON; the same manifest gives the same bytes."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _describe(planned: PlannedFile, file: PackedFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "role": planned.role.value,
        "title": planned.title,
        "kind": planned.ref.kind,
        "key": planned.ref.key,
        "language": planned.ref.language,
        "media_type": planned.media_type,
        "sha256": file.sha256,
        "size": file.size,
        "valid_until": planned.valid_until.isoformat() if planned.valid_until else None,
    }


def _pair(plan: KitPlan, packed: Iterable[PackedFile]) -> list[tuple[PlannedFile, PackedFile]]:
    by_path = {file.path: file for file in packed}
    return [(planned, by_path[f"data/{planned.path}"]) for planned in plan.files]
