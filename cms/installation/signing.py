"""Examination of the signing of files: by whose authority, and until when."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from cms.credentials.signing import get_usable_key
from cms.installation.diagnosis import Diagnosis, judge
from cms.render.signatures.keys import UnusableKey, find_validity, get_organisation, is_demonstration

EXPIRES_SOON = timedelta(days=60)
_DOCS = "docs/signing.md says how to get a certificate and how to replace one."


def examine_signing(at: datetime) -> Iterator[Diagnosis]:
    """Yield whether files can be signed, by whose certificate, and whether it expires soon."""
    try:
        key = get_usable_key(at=at)
    except UnusableKey as error:
        yield judge("signing", ok="", error=f"No file is signed, so none is released. {error}", advice=_DOCS)
        return
    _valid_from, valid_until = find_validity(key.chain)
    until = f"Certificate {key.serial} of {get_organisation(key.certificate)} is valid until {valid_until:%d/%m/%Y}."
    warnings = []
    if is_demonstration(key.chain):
        warnings.append("Files are signed by a demonstration authority, which nobody else trusts.")
    if valid_until - at < EXPIRES_SOON:
        warnings.append("It expires soon.")
    yield judge("signing", ok=until, warning=" ".join([until, *warnings]) if warnings else "", advice=_DOCS)
