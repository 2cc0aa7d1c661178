"""Signing keys in a device that never gives them away: a smart card or a hardware security module (PKCS#11)."""

import hashlib
import threading
from dataclasses import dataclass, field
from typing import Any

import pkcs11
from pkcs11.constants import Attribute, ObjectClass
from pkcs11.mechanisms import Mechanism

from cms.render.signatures.keys import SigningKey, UnusableKey, load_chain, to_der


@dataclass(frozen=True)
class Device:
    """A device: the vendor's library, the names of token and key in it, and the PIN."""

    module: str
    token: str
    key: str
    pin: str = field(repr=False)


def load_device_key(device: Device, *, chain_pem: bytes, timestamp_url: str = "") -> SigningKey:
    """Return the key in the device, with its chain. Raise ``UnusableKey``."""
    chain = load_chain(chain_pem)
    try:
        session = _open(pkcs11.lib(device.module).get_token(token_label=device.token), pin=device.pin)
        key: Any = next(
            iter(session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: device.key})), None
        )
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise UnusableKey(
            f"The signing device ({device.module}, token {device.token}) can't be opened: "
            f"{type(error).__name__} {error}".rstrip()
        ) from error
    if key is None:
        session.close()
        raise UnusableKey(f"The signing device has no private key with the label {device.key}.")
    # A session does one thing at a time.
    lock = threading.Lock()

    def sign(data: bytes) -> bytes:
        with lock:
            return to_der(key.sign(hashlib.sha256(data).digest(), mechanism=Mechanism.ECDSA))

    return SigningKey(chain=chain, sign=sign, timestamp_url=timestamp_url, is_in_device=True)


def _open(token: Any, *, pin: str) -> Any:
    try:
        return token.open(user_pin=pin)
    except pkcs11.exceptions.UserAlreadyLoggedIn:  # this process was; one login holds for all its sessions
        return token.open()
