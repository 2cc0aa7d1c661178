"""This installation's signing key: in a file, or in a device that never gives it away (PKCS#11)."""

from functools import cache
from pathlib import Path

from django.conf import settings

from cms.backups.parts import LocalFiles
from cms.render.signatures.keys import SigningKey, UnusableKey, load_pem_key


class KeyMissing(UnusableKey):
    """No key was set up; the text says what to do."""


def get_signing_key() -> SigningKey:
    """Return the key that signs files now, read once in a process. Raise ``UnusableKey``."""
    return _load(
        Path(settings.SIGNING_KEY_FILE),
        Path(settings.SIGNING_CHAIN_FILE),
        tuple(settings.SIGNING_DEVICE.items()) if settings.SIGNING_DEVICE["module"] else (),
        settings.SIGNING_TIMESTAMP_URL,
    )


def forget_key() -> None:
    """Read the key anew when it is next used: its files were replaced."""
    _load.cache_clear()


@cache
def _load(key_file: Path, chain_file: Path, device: tuple[tuple[str, str], ...], timestamp_url: str) -> SigningKey:
    chain = _read(chain_file)
    if device:
        from cms.render.signatures.pkcs11_key import Device, load_device_key  # for installations with a device only

        return load_device_key(Device(**dict(device)), chain_pem=chain, timestamp_url=timestamp_url)
    return load_pem_key(key_pem=_read(key_file), chain_pem=chain, timestamp_url=timestamp_url)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyMissing(
            f"No file can be signed, because {path} can't be read. Restore it, or run manage.py setup, which makes a "
            "demonstration authority; docs/signing.md says how to get a real one."
        ) from error


def list_key_files() -> list[LocalFiles]:
    """Return the files for the back-up, if secrets are asked for: a key and its chain belong together.

    The database has every chain, so that files signed earlier can be checked without.
    """
    key, chain = Path(settings.SIGNING_KEY_FILE), Path(settings.SIGNING_CHAIN_FILE)
    return [
        LocalFiles("signing-chain", lambda: Path(settings.SIGNING_CHAIN_FILE).parent, (chain.name,), is_secret=True),
        LocalFiles("signing-key", lambda: Path(settings.SIGNING_KEY_FILE).parent, (key.name,), is_secret=True),
    ]
