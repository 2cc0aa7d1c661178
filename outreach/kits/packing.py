"""Packing of an edition: its files, its start page, its manifest in each form, and what else lies beside them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.utils import timezone

from outreach.kits.bag import PackedFile, PayloadFile, pack
from outreach.kits.cover_letter import NAME, is_due, write_cover_letter
from outreach.kits.fonts import list_fonts
from outreach.kits.manifest import make_manifest, write_films, write_manifest, write_manifest_table
from outreach.kits.models import KitEdition
from outreach.kits.plan import KitPlan
from outreach.kits.premis import write_premis
from outreach.kits.recipients import get_languages
from outreach.kits.start_page import find_facts, write_start_page

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class BuiltArchive:
    """The packed files of an archive, its manifest, and the versions of the facts on its start page."""

    packed: list[PackedFile]
    manifest: dict[str, Any]
    facts: dict[str, int]


def pack_edition(
    archive: BinaryIO, *, edition: KitEdition, plan: KitPlan, at: datetime, progress: Progress
) -> BuiltArchive:
    """Write the edition's bag to the archive, and leave that at its end."""
    languages = get_languages(edition.organisation)
    day = timezone.localdate(at)
    manifests: list[dict[str, Any]] = []
    facts = find_facts(edition.organisation, languages=languages)

    def write_tags(packed: list[PackedFile]) -> dict[str, bytes]:
        manifest = make_manifest(edition, plan=plan, packed=packed, languages=languages, on=day)
        manifests.append(manifest)
        page = write_start_page(edition, plan=plan, packed=packed, manifest=manifest, languages=languages, on=day)
        page |= list_fonts(languages)
        return {**page, **_write_beside(edition, plan=plan, manifest=manifest, languages=languages, on=day)}

    packed = pack(
        archive,
        files=[PayloadFile(file.path, file.size, file.open) for file in plan.packed],
        info={"External-Identifier": str(edition.key), "Bagging-Date": day.isoformat()},
        write_tags=write_tags,
        progress=lambda done: progress(done, len(plan.files) + 1),
    )
    archive.seek(0, 2)
    return BuiltArchive(packed, manifests[0], facts)


def _write_beside(
    edition: KitEdition, *, plan: KitPlan, manifest: dict[str, Any], languages: tuple[str, ...], on: date
) -> dict[str, bytes]:
    """Return what lies beside the start page: manifest and provenance, the list of films, the cover letter."""
    files = {
        "manifest.json": write_manifest(manifest),
        "manifest.csv": write_manifest_table(manifest),
        "premis.xml": write_premis(manifest),
    }
    if plan.apart:
        files["films.json"] = write_films(edition, manifest)
    if is_due(edition.organisation):
        files[NAME] = write_cover_letter(edition, plan=plan, languages=languages, on=on)
    return files
