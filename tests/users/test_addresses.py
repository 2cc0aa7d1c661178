"""The client's address behind front servers."""

from __future__ import annotations

import pytest

from cms.users.addresses import UNKNOWN, find_client_address

FRONT = ["10.0.0.0/8", "::1", "unix"]


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1, 10.2.3.4", "198.51.100.1"),
        ("10.0.0.1", "192.0.2.7, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "not an address", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, not an address", "10.0.0.1"),
        ("::ffff:10.0.0.1", "2001:db8::5", "2001:db8::5"),
        ("::1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", "198.51.100.1"),
        ("", "", UNKNOWN),
    ],
)
def test_the_nearest_address_that_is_not_a_front_servers_is_the_clients(
    peer: str, forwarded_for: str, expected: str
) -> None:
    assert find_client_address(peer=peer, forwarded_for=forwarded_for, trusted=FRONT) == expected


def test_without_trusted_front_servers_nothing_that_a_client_writes_is_believed() -> None:
    assert find_client_address(peer="10.0.0.1", forwarded_for="198.51.100.1", trusted=[]) == "10.0.0.1"
    assert find_client_address(peer="", forwarded_for="198.51.100.1", trusted=["10.0.0.0/8"]) == UNKNOWN
