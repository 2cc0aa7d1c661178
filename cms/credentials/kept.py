"""Signed files that are made when somebody first asks for them, and kept: whoever asks later gets the same bytes."""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from cms.credentials.models import SignedFile
from cms.credentials.signing import PDF, Origin, record, sign
from cms.monitoring.machine_failures import SigningAway

logger = logging.getLogger(__name__)
FOLDER = "signed"
EXTENSIONS = {PDF: "pdf", "image/jpeg": "jpg"}


def digest_input(**made_of: Any) -> str:
    """Return the SHA-256 of all that a file is made of."""
    return hashlib.sha256(json.dumps(made_of, sort_keys=True, ensure_ascii=False).encode("utf-8")).hexdigest()


def keep_signed(
    make: Callable[[], bytes], *, input_digest: str, media_type: str, origin: Origin, at: datetime
) -> bytes:
    """Return the signed file of this input: the kept one, else a new one that is kept from now on.

    While nothing can be signed it is returned without credentials and not kept: a reader needs it more than they do.
    """
    kept = _find(input_digest)
    if kept is not None:
        return kept
    content = make()
    try:
        signed = sign(content, media_type=media_type, origin=origin)
    except SigningAway:
        logger.exception("A %s of %s was sent without credentials.", origin.made_as, origin.item_key)
        return content
    return _keep(signed, input_digest=input_digest, media_type=media_type, origin=origin, at=at)


def _find(input_digest: str) -> bytes | None:
    row = SignedFile.objects.filter(input_digest=input_digest).select_related("certificate").first()
    if row is None:
        return None
    if row.certificate.revoked_at is None and default_storage.exists(row.storage_name):
        with default_storage.open(row.storage_name) as file:
            return cast(bytes, file.read())
    # Made again with a certificate that holds. The old file stays known by its SHA-256.
    SignedFile.objects.filter(pk=row.pk).update(input_digest="")
    return None


def _keep(signed: bytes, *, input_digest: str, media_type: str, origin: Origin, at: datetime) -> bytes:
    name = f"{FOLDER}/{hashlib.sha256(signed).hexdigest()}.{EXTENSIONS[media_type]}"
    name = default_storage.save(name, ContentFile(signed))
    try:
        with transaction.atomic():
            record(
                signed,
                media_type=media_type,
                origin=origin,
                at=at,
                input_digest=input_digest,
                storage_name=name,
            )
    except IntegrityError:  # somebody else asked at the same moment, and theirs is kept
        default_storage.delete(name)
        return _find(input_digest) or signed
    return signed
