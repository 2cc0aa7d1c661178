"""The key that signs checkpoints: an Ed25519 key in a file that neither the database nor the file storage holds.

Of several machines one has it. The others have the public key in their settings, to check checkpoints with.
"""

import base64
import hashlib
import os
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from outreach.ledger.verifier import SignedTree

_ED25519 = b"\x01"


class NoSigningKey(Exception):
    """The file with the signing key is missing or unreadable; the text says what to do."""


def make_key() -> None:
    """Make a signing key in the file that the settings name. An existing file is never replaced.

    Raise ``NoSigningKey`` on a machine that isn't to have it.
    """
    if settings.LEDGER_PUBLIC_KEY:
        raise NoSigningKey("Another machine has the ledger's signing key: this one has LEDGER_PUBLIC_KEY.")
    path = _get_path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)


def has_key() -> bool:
    return _get_path().exists()


def require_key() -> None:
    """Raise ``NoSigningKey`` unless this machine can sign."""
    _load()


def get_public_key() -> str:
    """Return the key that anyone can check checkpoints with, as C2SP writes it: ``name+id+base64``."""
    if settings.LEDGER_PUBLIC_KEY:
        return str(settings.LEDGER_PUBLIC_KEY)
    key = _get_public_bytes(_load())
    name = settings.LEDGER_NAME
    return f"{name}+{_get_key_id(name, key).hex()}+{base64.b64encode(_ED25519 + key).decode()}"


def sign(tree: SignedTree) -> str:
    """Return the checkpoint: a signed note that says how many events there are, and the root of their tree."""
    key, name = _load(), settings.LEDGER_NAME
    text = f"{name}\n{tree.size}\n{base64.b64encode(tree.root).decode()}\n"
    signature = _get_key_id(name, _get_public_bytes(key)) + key.sign(text.encode())
    return f"{text}\n— {name} {base64.b64encode(signature).decode()}\n"


def _get_path() -> Path:
    return Path(settings.LEDGER_KEY_FILE)


def _load() -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(_get_path().read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise NoSigningKey(
            f"The ledger's signing key {_get_path()} can't be read. Restore it from where you keep it apart from the "
            "database; docs/ledger.md says how."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise NoSigningKey(f"The ledger's signing key {_get_path()} is not an Ed25519 key.")
    return key


def _get_public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _get_key_id(name: str, key: bytes) -> bytes:
    return hashlib.sha256(f"{name}\n".encode() + _ED25519 + key).digest()[:4]
