"""QR codes of tracked links."""

import functools
import math
from dataclasses import dataclass

import qrcode
from qrcode.exceptions import DataOverflowError

from cms.render.formats import ScreenFormat

QUIET_MODULES = 4
LEAST_VERSION = 2
# Of the white square: the line below it that says the address to those who type.
ADDRESS_SHARE = 0.1
# 90 capitals and digits at correction M, enough for any host; denser symbols failed the proof of the design.
GREATEST_VERSION = 4
# From weak to strong. M (15 %) is the minimum for print; a stronger level is used if it needs no more modules.
_LEVELS = (
    qrcode.constants.ERROR_CORRECT_M,
    qrcode.constants.ERROR_CORRECT_Q,
    qrcode.constants.ERROR_CORRECT_H,
)


class AddressTooLong(ValueError):
    """The address doesn't fit into the largest symbol that artwork has space for."""


@dataclass(frozen=True)
class Symbol:
    """A QR symbol: its modules without quiet zone, row by row, True for dark."""

    version: int
    modules: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        """Number of modules on a side, without quiet zone."""
        return len(self.modules)


@functools.lru_cache(maxsize=256)
def make_symbol(address: str) -> Symbol:
    """Return the smallest symbol for an address, with the strongest correction that fits its size.

    An address in capitals is encoded as alphanumeric (ISO/IEC 18004, 7.4.4), which needs a third fewer bits.
    Raise `AddressTooLong` if the address doesn't fit.
    """
    version = _fit_version(address, level=_LEVELS[0])
    level = next(level for level in reversed(_LEVELS) if _fits(address, version=version, level=level))
    code = qrcode.QRCode(version=version, error_correction=level, border=0)
    code.add_data(address)
    code.make(fit=False)
    return Symbol(version=version, modules=tuple(tuple(bool(cell) for cell in row) for row in code.get_matrix()))


def draw_svg(address: str, *, quiet_zone: int = 0) -> str:
    """Return the symbol of an address as SVG, with so many light modules around it."""
    symbol = make_symbol(address)
    cells = "".join(
        f"M{x + quiet_zone} {y + quiet_zone}h1v1h-1z"
        for y, row in enumerate(symbol.modules)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    size = symbol.size + 2 * quiet_zone
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{cells}"/></svg>'


def get_module_width(artwork: ScreenFormat, *, size: int) -> float:
    """Return the module width that the scan distance requires; whole pixels on a screen."""
    width = artwork.code_width / size
    return width if artwork.is_print else float(math.ceil(width))


def get_panel_width(artwork: ScreenFormat) -> float:
    """Return the width of the white square, which fits every symbol up to the greatest version with its quiet zone."""
    sizes = (17 + 4 * version for version in range(LEAST_VERSION, GREATEST_VERSION + 1))
    return max(get_module_width(artwork, size=size) * (size + 2 * QUIET_MODULES) for size in sizes)


def get_address_height(artwork: ScreenFormat) -> float:
    """Return the height of the line for the typed address below the white square; whole pixels on a screen.

    It is 0 on what passers-by see from afar: they have no time to type.
    """
    if not artwork.carries_lines:
        return 0.0
    height = ADDRESS_SHARE * get_panel_width(artwork)
    return height if artwork.is_print else float(math.ceil(height))


def _fit_version(address: str, *, level: int) -> int:
    for version in range(LEAST_VERSION, GREATEST_VERSION + 1):
        if _fits(address, version=version, level=level):
            return version
    raise AddressTooLong(
        f"The address {address} is too long for a code that can be read from its distance: shorten the host name."
    )


def _fits(address: str, *, version: int, level: int) -> bool:
    code = qrcode.QRCode(version=version, error_correction=level, border=0)
    code.add_data(address)
    try:
        return int(code.best_fit(start=version)) <= version
    except (DataOverflowError, ValueError):
        return False
