"""The page with which a kit is opened, in every language of its organisation, and the manifest beside it."""

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

from cms.published import get_contacts, hotline
from outreach.kits.bag import Packed
from outreach.kits.exclusions import LeftOut
from outreach.kits.models import KitEdition
from outreach.kits.plan import Plan, PlannedFile
from outreach.organisations.models import Organisation
from translations.languages import get_language_entry

MANIFEST_VERSION = 1


@dataclass(frozen=True)
class Shown:
    """A file as the start page lists it."""

    planned: PlannedFile
    packed: Packed

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
    edition: KitEdition, *, plan: Plan, packed: Iterable[Packed], languages: tuple[str, ...], on: date
) -> bytes:
    """Return ``index.html``: no script, nothing from elsewhere, every file with language, validity and size."""
    files = [Shown(planned, file) for planned, file in _pair(plan, packed)]
    sections = [
        _write_section(edition, language=language, files=files, left_out=plan.left_out, on=on) for language in languages
    ]
    first = get_language_entry(languages[0])
    entries = [get_language_entry(code) for code in languages]
    page = render_to_string(
        "kits/start_page.html", {"sections": sections, "first": first, "entries": entries, "kit": edition.kit}
    )
    return page.encode()


def _write_section(
    edition: KitEdition, *, language: str, files: list[Shown], left_out: tuple[LeftOut, ...], on: date
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
                "left_out": [(part, get_language_entry(part.language).autonym) for part in left_out],
                "contacts": get_contacts(organisation.contact_keys, language=language),
                "hotline": hotline(language),
                "site": settings.SITE_ADDRESS,
                "on": on,
            },
        )


def make_manifest(
    edition: KitEdition, *, plan: Plan, packed: Iterable[Packed], languages: tuple[str, ...], on: date
) -> dict[str, Any]:
    """Return what ``manifest.json`` says: items with their approvals, files with SHA-256, what was left out and why."""
    return {
        "version": MANIFEST_VERSION,
        "edition": str(edition.key),
        "number": edition.number,
        "kit": edition.kit.title,
        "organisation": str(edition.organisation.key),
        "built_on": on.isoformat(),
        "languages": list(languages),
        "items": [
            {**asdict(item.ref), "title": item.title, "url": item.url, "text_sha256": item.text_sha256}
            for item in plan.items
        ],
        "files": [_describe(planned, file) for planned, file in _pair(plan, packed)],
        "left_out": [_explain(part, language=languages[0]) for part in plan.left_out],
    }


def _explain(part: LeftOut, *, language: str) -> dict[str, str]:
    with override(language):
        return {**asdict(part), "sentence": part.sentence}


def write_manifest(manifest: dict[str, Any]) -> bytes:
    return (json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def _describe(planned: PlannedFile, file: Packed) -> dict[str, Any]:
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


def _pair(plan: Plan, packed: Iterable[Packed]) -> list[tuple[PlannedFile, Packed]]:
    by_path = {file.path: file for file in packed}
    return [(planned, by_path[f"data/{planned.path}"]) for planned in plan.files]
