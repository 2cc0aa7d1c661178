"""Manifest of an edition as JSON and CSV: its items with their approvals, its files, and what isn't in it and why."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import override

from cms.core.rights import Rights
from cms.credentials.models import SignedFile
from cms.published import PublishedCorrection
from outreach.holdings.models import HeldItem
from outreach.kits.bag import PAYLOAD, PackedFile
from outreach.kits.candidates import PlannedFile
from outreach.kits.exclusions import Exclusion
from outreach.kits.models import KitEdition
from outreach.kits.plan import IncludedItem, KitPlan
from outreach.organisations.models import Organisation

MANIFEST_VERSION = 2
_COLUMNS = ("path", "role", "title", "language", "kind", "key", "media_type", "size")
_STATE_COLUMNS = ("sha256", "signed", "fetched_apart")
_APPROVAL_COLUMNS = ("revision", "approved_at", "approver_roles", "source_revision")
_ABOUT_FILMS = (
    "Films aren't copied into this package. Fetch each from the page named here after signing in; the transfer can be "
    "interrupted and continued. Then compare its SHA-256 with the one below: only the same file is the approved one."
)


def make_manifest(
    edition: KitEdition, *, plan: KitPlan, packed: Iterable[PackedFile], languages: tuple[str, ...], on: date
) -> dict[str, Any]:
    """Return the content of ``manifest.json``.

    ``withdrawn`` is everything that this organisation was ever given and may not use any more.
    """
    files = [_describe(planned, file) for planned, file in pair(plan, packed)]
    files += [_describe_apart(planned) for planned in plan.apart]
    return {
        "version": MANIFEST_VERSION,
        "edition": str(edition.key),
        "number": edition.number,
        "kit": edition.kit.title,
        "organisation": str(edition.organisation.key),
        "built_on": on.isoformat(),
        "languages": list(languages),
        "items": [_describe_item(item) for item in plan.items],
        "files": _add_signatures(files),
        "exclusions": [_describe_exclusion(part, language=languages[0]) for part in plan.exclusions],
        "withdrawn": list_withdrawn(edition.organisation, language=languages[0]),
    }


def pair(plan: KitPlan, packed: Iterable[PackedFile]) -> list[tuple[PlannedFile, PackedFile]]:
    """Return each packed file of the plan with what was packed of it."""
    by_path = {file.path: file for file in packed}
    return [(planned, by_path[f"{PAYLOAD}{planned.path}"]) for planned in plan.packed]


def write_manifest(manifest: dict[str, Any]) -> bytes:
    """Return the manifest as indented JSON; the same manifest gives the same bytes."""
    return (json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def write_manifest_table(manifest: dict[str, Any]) -> bytes:
    """Return the manifest's files as CSV that spreadsheets open in every script, a row for each file."""
    approvals = {_name(item): item for item in manifest["items"]}
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([*_COLUMNS, *_STATE_COLUMNS, *_APPROVAL_COLUMNS, "rights", "valid_until"])
    for file in manifest["files"]:
        item = approvals.get(_name(file), {})
        approval = [item.get("revision", ""), item.get("approved_at", ""), " ".join(item.get("approver_roles", ()))]
        rights = "; ".join(_write_right(right) for right in file["rights"])
        source = item.get("source", {}).get("revision", "")
        values = [file[name] for name in (*_COLUMNS, *_STATE_COLUMNS)]
        table.writerow([*values, *approval, source, rights, file["valid_until"] or ""])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_films(edition: KitEdition, manifest: dict[str, Any]) -> bytes:
    """Return ``films.json``: the films of the edition, which are fetched apart, and where."""
    address = f"{settings.SITE_ADDRESS}/{manifest['languages'][0]}/portal/editions/{edition.key}/"
    films = [{**file, "fetch_from": address} for file in manifest["files"] if file["fetched_apart"]]
    return write_manifest({"about": _ABOUT_FILMS, "films": films})


def _write_right(right: dict[str, Any]) -> str:
    days = f"{right['starts_on'] or ''}/{right['ends_on'] or ''}"
    return f"{right['territory'] or 'world'} {days if days != '/' else ''}".strip()


def _name(entry: dict[str, Any]) -> tuple[str, str, str]:
    return entry["kind"], entry["key"], entry["language"]


def _describe_item(item: IncludedItem) -> dict[str, Any]:
    return {
        **asdict(item.ref),
        "title": item.title,
        "url": item.url,
        "text_sha256": item.text_sha256,
        "corrections": [_describe_correction(each) for each in item.corrections],
        "approved_at": item.approved_at.isoformat(),
        "approver_roles": list(item.approver_roles),
        "source": asdict(item.source_ref),
    }


def _describe_correction(correction: PublishedCorrection) -> dict[str, Any]:
    day = correction.corrected_on
    return {"text": correction.text, "corrected_on": day.isoformat() if day else None}


def _describe_exclusion(exclusion: Exclusion, *, language: str) -> dict[str, str]:
    with override(language):
        return {**asdict(exclusion), "sentence": exclusion.sentence}


def _describe(planned: PlannedFile, file: PackedFile) -> dict[str, Any]:
    return _describe_file(planned, path=file.path, sha256=file.sha256, size=file.size)


def _describe_apart(planned: PlannedFile) -> dict[str, Any]:
    return _describe_file(planned, path=planned.path, sha256=planned.ref.sha256, size=planned.size)


def _describe_file(planned: PlannedFile, *, path: str, sha256: str, size: int) -> dict[str, Any]:
    return {
        "path": path,
        "role": planned.role.value,
        "title": planned.title,
        "kind": planned.ref.kind,
        "key": planned.ref.key,
        "language": planned.ref.language,
        "media_type": planned.media_type,
        "sha256": sha256,
        "size": size,
        "rights": [_describe_right(right) for right in planned.rights],
        "valid_until": planned.valid_until.isoformat() if planned.valid_until else None,
        "fetched_apart": bool(planned.storage_name),
    }


def _describe_right(right: Rights) -> dict[str, str | None]:
    return {
        "territory": right.territory or None,
        "starts_on": right.starts_on.isoformat() if right.starts_on else None,
        "ends_on": right.ends_on.isoformat() if right.ends_on else None,
    }


def _add_signatures(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the files, each with whether it carries credentials that this installation signed."""
    signed = SignedFile.objects.filter(sha256__in=[file["sha256"] for file in files], certificate__revoked_at=None)
    known = set(signed.values_list("sha256", flat=True))
    return [{**file, "signed": file["sha256"] in known} for file in files]


def list_withdrawn(organisation: Organisation, *, language: str) -> list[dict[str, str]]:
    """Return what the organisation was ever given and may not use any more, each once, with the reason."""
    rows = HeldItem.objects.filter(organisation_key=organisation.key).invalidated().order_by("title", "pk")
    with override(language):
        found = [
            {
                "kind": row.kind,
                "key": row.key,
                "language": row.language,
                "revision": row.revision,
                "sha256": row.sha256,
                "title": row.title,
                "reason": row.invalid_reason,
            }
            for row in rows
        ]
    return [dict(entry) for entry in dict.fromkeys(tuple(row.items()) for row in found)]
