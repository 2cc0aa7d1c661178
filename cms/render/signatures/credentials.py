"""Credentials of a file, as a reader finds them: who signed it, what it says of itself, and whether that holds."""

from dataclasses import dataclass
from datetime import datetime

from cms.render.signatures.claims import Claims


@dataclass(frozen=True)
class Credentials:
    """A file's credentials. ``issuer`` is the organisation in the signing certificate.

    ``is_intact``: not a byte changed since it was signed. ``is_ours``: the certificate comes from one of the roots that
    the reader was given. Neither says whether the file is still valid: that only the issuer can tell.
    """

    claims: Claims | None = None
    issuer: str = ""
    certificate_serial: str = ""
    signed_at: datetime | None = None
    is_intact: bool = False
    is_ours: bool = False
