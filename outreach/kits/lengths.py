"""Lengths of short texts, as networks and telephones count them. No Django."""

import tomllib
from dataclasses import dataclass
from functools import cache

from cms.render.formats import TEMPLATES_DIR

NETWORKS = TEMPLATES_DIR / "kits" / "networks.toml"
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")
"""Characters of the alphabet's extension: an escape and one more (3GPP TS 23.038, 6.2.1.1)."""
_GSM_SIZES, _UCS2_SIZES = (160, 153), (70, 67)
_WEIGHT_ONE = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Ranges that X counts once (docs.x.com, "Counting characters")."""


@dataclass(frozen=True)
class Network:
    """A network, and how long a text on it may be; ``address`` is what an address counts, 0 for its own length."""

    name: str
    count: str
    limit: int
    address: int = 0

    def measure(self, text: str, *, address: str) -> int:
        """Return how long the text is, in the network's own way, with the ``address`` that is at its end."""
        if self.count == "sms":
            return count_parts(text)
        words = text.removesuffix(address) if self.address else text
        length = _weigh(words) if self.count == "weighted" else len(words)
        return length + (self.address if words != text else 0)

    @property
    def label(self) -> str:
        return f"{self.name} × {self.limit}" if self.count == "sms" else f"{self.name} ({self.limit})"


@cache
def load_networks() -> tuple[Network, ...]:
    """Return the networks of ``networks.toml``, in its order."""
    rows = tomllib.loads(NETWORKS.read_text(encoding="utf-8"))["networks"]
    return tuple(Network(**row) for row in rows)


def count_parts(text: str) -> int:
    """Return the number of parts in which a telephone sends the text."""
    if set(text) <= _GSM | _GSM_TWICE:
        length, (whole, part) = len(text) + sum(text.count(sign) for sign in _GSM_TWICE), _GSM_SIZES
    else:
        length, (whole, part) = len(text.encode("utf-16-be")) // 2, _UCS2_SIZES
    return 1 if length <= whole else -(-length // part)


def _weigh(text: str) -> int:
    return sum(1 if any(first <= ord(sign) <= last for first, last in _WEIGHT_ONE) else 2 for sign in text)
