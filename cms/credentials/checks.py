"""System check of the signing authority (``check --deploy``)."""

from collections.abc import Iterator
from typing import Any

from django.core import checks

from cms.credentials.keys import KeyMissing, get_signing_key
from cms.render.signatures.keys import UnusableKey, is_demonstration


def check_authority(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """Yield an error if the key can't sign, a warning if signatures come from a demonstration authority.

    Before set-up there is no key: of that ``manage.py doctor`` tells.
    """
    try:
        key = get_signing_key()
    except KeyMissing:
        return
    except UnusableKey as error:
        yield checks.Error(str(error), hint="Read docs/signing.md.", id="credentials.E001")
        return
    if is_demonstration(key.chain):
        yield checks.Warning(
            "Files are signed by a demonstration authority that this installation made for itself: nobody else has a "
            "reason to trust it.",
            hint="Get a certificate as docs/signing.md says, and set SIGNING_CHAIN_FILE and SIGNING_KEY_FILE.",
            id="credentials.W001",
        )
