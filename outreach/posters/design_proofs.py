"""Proofs of designs: which designs are proven to read on which formats. Loads neither typesetter nor decoder.

A design is proven when it is first used, when its proof is asked for, and again when its files changed. A poster is
made only in a design whose files, as they are now, have a proof (``proving``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.jobs.models import Job
from cms.jobs.queue import enqueue
from cms.render import qr
from cms.render.design_files import get_proof_digest
from cms.render.designs import Design, load_designs
from cms.render.formats import load_formats
from cms.users.models import User
from outreach.links.creation import link_address
from outreach.posters.models import ProvenDesign

JOB = "posters.prove_design"
ANY_CODE = "XXXXXX"
"""All codes of an installation have as many characters, so that their symbols have one version."""
CONDITION_NAMES = {
    "distance": _("from its full distance"),
    "blur": _("blurred"),
    "weak contrast": _("in weak contrast"),
    "glare": _("in glare"),
    "angle": _("from the side"),
}


@dataclass(frozen=True)
class DesignFault:
    """A format on which the design's code doesn't read, and the condition under which it doesn't."""

    format_code: str
    condition: Any


@dataclass(frozen=True)
class DesignStanding:
    """A design with the proofs of its files as they are now: how many formats read, which don't, which wait."""

    design: Design
    proven: int
    faults: tuple[DesignFault, ...]
    missing: tuple[str, ...]
    proven_at: datetime | None


def get_symbol_version() -> int:
    """Return the version of this installation's codes; raise ``AddressTooLong``."""
    return qr.make_symbol(link_address(ANY_CODE)).version


def list_standings() -> list[DesignStanding]:
    """Return every design with its proofs, in one query; raise ``AddressTooLong``."""
    names = {(design.code, artwork.code): "" for design in load_designs() for artwork in load_formats()}
    version = get_symbol_version()
    digests = {
        get_proof_digest(template=template, format_code=code, symbol_version=version): (template, code)
        for template, code in names
    }
    found = {digests[row.digest]: row for row in ProvenDesign.objects.filter(digest__in=digests)}
    return [_describe(design, found=found) for design in load_designs()]


def _describe(design: Design, *, found: dict[tuple[str, str], ProvenDesign]) -> DesignStanding:
    rows = {artwork.code: found.get((design.code, artwork.code)) for artwork in load_formats()}
    known = [row for row in rows.values() if row is not None]
    failed = [row for row in known if row.fault]
    return DesignStanding(
        design=design,
        proven=len(known) - len(failed),
        faults=tuple(DesignFault(row.format_code, CONDITION_NAMES.get(row.fault, row.fault)) for row in failed),
        missing=tuple(code for code, row in rows.items() if row is None),
        proven_at=max((row.proven_at for row in known), default=None),
    )


def request_proof(template: str, *, by: User | None = None) -> Job:
    """Return the job that proves the design on every format; the same one while it is unfinished."""
    return enqueue(kind=JOB, key=template, params={"template": template}, by=by)


def prove_changed(*, at: datetime) -> list[str]:
    """Have the designs proven again that were proven before and have changed since; return their names.

    A design that nobody has used yet waits for its first use.
    """
    used = set(ProvenDesign.objects.filter(proven_at__lte=at).order_by().values_list("template", flat=True))
    standings = list_standings() if used else []
    return _request(each for each in standings if each.design.code in used and not _is_known(each))


def _is_known(standing: DesignStanding) -> bool:
    return bool(standing.proven or standing.faults)


def _request(standings: Iterable[DesignStanding]) -> list[str]:
    names = [each.design.code for each in standings]
    for name in names:
        request_proof(name)
    return names
