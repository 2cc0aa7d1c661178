"""Access to the metrics: addresses and bearers of a token that the settings name; nobody by default."""

import secrets
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

_SCHEME = "Bearer "


def may_read_metrics(request: HttpRequest) -> bool:
    return _has_token(request.headers.get("authorization", "")) or _is_named(request.META.get("REMOTE_ADDR", ""))


def _has_token(header: str) -> bool:
    token = settings.METRICS_TOKEN
    if not token or not header.startswith(_SCHEME):
        return False
    return secrets.compare_digest(header.removeprefix(_SCHEME).encode(), token.encode())


def _is_named(address: str) -> bool:
    try:
        client = ip_address(address)
    except ValueError:
        return False
    return any(client in ip_network(network, strict=False) for network in settings.METRICS_ADDRESSES)
