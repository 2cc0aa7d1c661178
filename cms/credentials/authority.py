"""The demonstration authority of an installation that has no signing key yet."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from cms.credentials.keys import forget_key, get_signing_key
from cms.render.signatures.authority import make_demonstration_authority
from cms.render.signatures.keys import is_demonstration

EARLIER = timedelta(minutes=5)
"""A certificate is valid from a little before now, since the machines' clocks differ."""


def has_key() -> bool:
    """Return whether a key or a device was set up, usable or not."""
    return bool(settings.SIGNING_DEVICE["module"]) or any(path.exists() for path in _get_paths())


def make_authority(*, at: datetime) -> None:
    """Make a demonstration authority in the files that the settings name; raise ``FileExistsError``, never replace."""
    made = make_demonstration_authority(organisation=str(settings.CAMPAIGN.title), at=at - EARLIER)
    key_file, chain_file = _get_paths()
    for path, content, mode in ((key_file, made.key_pem, 0o600), (chain_file, made.chain_pem, 0o644)):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
    forget_key()


class IsNoDemonstration(Exception):
    """The key isn't a demonstration's, so nothing replaces it here; the text says what to do."""


def replace_authority(*, at: datetime) -> None:
    """Replace a demonstration authority by a new one; its files are set aside under the certificate's number."""
    key = get_signing_key()
    if settings.SIGNING_DEVICE["module"] or not is_demonstration(key.chain):
        raise IsNoDemonstration("Only a demonstration authority is replaced here; docs/signing.md says how another is.")
    for path in _get_paths():
        path.rename(path.with_name(f"{path.stem}-{key.serial}{path.suffix}"))
    make_authority(at=at)


def _get_paths() -> tuple[Path, Path]:
    return Path(settings.SIGNING_KEY_FILE), Path(settings.SIGNING_CHAIN_FILE)
