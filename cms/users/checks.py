"""System checks of sign-in on a server: whose addresses are believed, and of whom a second factor is required."""

import ipaddress
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks

from cms.users.addresses import UNIX
from cms.users.roles import Role


def check_front_servers(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """Warn about a server behind a front server that nobody named, and yield an error for each name that is none."""
    if settings.SECURE_PROXY_SSL_HEADER and not settings.TRUSTED_PROXIES:
        yield checks.Warning(
            "TRUSTED_PROXIES is empty, so everybody behind the front server shares one address: the failed sign-ins of "
            "one person block all.",
            hint="Set TRUSTED_PROXIES to the front server's address, or to “unix” if it connects by a Unix socket.",
            id="users.W001",
        )
    for word in settings.TRUSTED_PROXIES:
        if word != UNIX and not _is_network(word):
            yield checks.Error(
                f"TRUSTED_PROXIES names “{word}”, which is no address and no network.",
                hint="Write addresses such as 10.0.0.5, networks such as 10.0.0.0/8, or “unix”.",
                id="users.E001",
            )


def check_second_factor(**kwargs: Any) -> Iterator[checks.CheckMessage]:
    """Warn if a second factor is required of nobody, and yield an error for each name that isn't a role's."""
    if not settings.TWO_FACTOR_ROLES:
        yield checks.Warning(
            "TWO_FACTOR_ROLES is empty: whoever learns a password can sign in with it alone.",
            hint="Leave TWO_FACTOR_ROLES unset, so that it is required of all staff.",
            id="users.W002",
        )
    for word in settings.TWO_FACTOR_ROLES:
        if word not in Role.values:
            yield checks.Error(
                f"TWO_FACTOR_ROLES names “{word}”, which is no role.",
                hint=f"The roles are: {', '.join(Role.values)}.",
                id="users.E002",
            )


def _is_network(word: str) -> bool:
    try:
        ipaddress.ip_network(word, strict=False)
    except ValueError:
        return False
    return True
