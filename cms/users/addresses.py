"""The address that a request came from, behind the front servers that the setting ``TRUSTED_PROXIES`` names."""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

UNIX = "unix"
"""Names the peer at the other end of a Unix socket, which has no address."""
UNKNOWN = "0.0.0.0"  # noqa: S104  (an address that nobody has, not one to listen on)
_PERSONS_NETWORK = 64
"""A household or telephone has a whole IPv6 network of this length."""


def find_client_address(*, peer: str, forwarded_for: str, trusted: Sequence[str]) -> str:
    """Return the nearest address that isn't a trusted front server's.

    Each front server appends the address of its own peer to ``X-Forwarded-For``, so the list is read from its end. What
    precedes an untrusted address may be invented. What isn't an address ends the search.
    """
    networks = _read_networks(tuple(trusted))
    address = _read_address(peer)
    if address is None and UNIX not in trusted:
        return UNKNOWN
    for part in reversed(forwarded_for.split(",")):
        if address is not None and not any(address in network for network in networks):
            break
        nearer = _read_address(part)
        if nearer is None:
            break
        address = nearer
    return str(address) if address is not None else UNKNOWN


def get_pseudonym(request: HttpRequest) -> str:
    """Return what axes counts failures by: in the form of a private IPv6 address, made from the real one and the key.

    So the database keeps no address of a person, and an IPv6 network counts as one.
    """
    address = _read_address(request.META.get("REMOTE_ADDR", "")) or ipaddress.ip_address(UNKNOWN)
    network = ipaddress.ip_network(f"{address}/{_PERSONS_NETWORK}", strict=False) if address.version == 6 else address
    digest = salted_hmac("cms.users.addresses", str(network), algorithm="sha256").digest()
    return str(ipaddress.IPv6Address(b"\xfd" + digest[:15]))


@lru_cache(maxsize=8)
def _read_networks(trusted: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(word, strict=False) for word in trusted if word != UNIX)


def _read_address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def set_client_address(request: HttpRequest) -> None:
    """Set ``REMOTE_ADDR`` to the client's address for all that reads it, and remove what a client may have invented."""
    request.META["REMOTE_ADDR"] = find_client_address(
        peer=request.META.get("REMOTE_ADDR", ""),
        forwarded_for=request.META.pop("HTTP_X_FORWARDED_FOR", ""),
        trusted=settings.TRUSTED_PROXIES,
    )
