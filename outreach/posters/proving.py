"""Proving designs; for workers, because it loads the typesetter and the decoders."""

import functools
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cms.render.design_files import get_proof_digest
from cms.render.formats import load_formats
from cms.render.proof import DesignDoesNotRead, DesignProof, prove_design
from outreach.posters.design_proofs import get_symbol_version
from outreach.posters.models import ProvenDesign


def require_proof(*, template: str, format_code: str, at: datetime) -> None:
    """Prove the design on this format, unless its files have a proof as they are now.

    Raise ``DesignDoesNotRead`` if its code doesn't read from its distance, ``UnknownTemplate`` or ``AddressTooLong``.
    """
    proven = _find_or_prove(template=template, format_code=format_code, at=at)
    if proven.fault:
        raise DesignDoesNotRead(
            template=template,
            format_code=format_code,
            symbol_version=proven.symbol_version,
            condition=proven.fault,
        )


def prove_formats(template: str, *, at: datetime) -> Iterator[ProvenDesign]:
    """Prove the design on one format after another; one that has a proof is passed over. Idempotent."""
    for artwork in load_formats():
        yield _find_or_prove(template=template, format_code=artwork.code, at=at)


def _find_or_prove(*, template: str, format_code: str, at: datetime) -> ProvenDesign:
    design: Any = {"template": template, "format_code": format_code, "symbol_version": get_symbol_version()}
    digest = get_proof_digest(**design)
    found = ProvenDesign.objects.filter(digest=digest).first()
    if found is not None:
        return found
    result = try_design(digest=digest, **design)
    read = {case.condition: list(case.read_by) for case in result.cases} if isinstance(result, DesignProof) else {}
    fault = result.condition if isinstance(result, DesignDoesNotRead) else ""
    defaults = {**design, "conditions": read, "fault": fault, "proven_at": at}
    return ProvenDesign.objects.get_or_create(digest=digest, defaults=defaults)[0]


@functools.cache
def try_design(*, digest: str, template: str, format_code: str, symbol_version: int) -> DesignProof | DesignDoesNotRead:
    """Return the proof of a design with this digest, or why there is none: the same files give the same answer."""
    try:
        return prove_design(template=template, format_code=format_code, symbol_version=symbol_version)
    except DesignDoesNotRead as refusal:
        return refusal
