"""The front server's table of countries: networks of addresses, for nginx's ``geo``.

The source is a CSV file without headings, of the form ``first address, last address, ISO 3166 code``, such as the
free tables "IP to Country" of DB-IP or of IP2Location. The addresses of readers are looked up in the front server
alone, and stay there.
"""

import csv
import ipaddress
from collections.abc import Iterable, Iterator

from translations.countries import is_country


class UnreadableRow(ValueError):
    """A row isn't two addresses and a country; the text names the row."""


def convert(lines: Iterable[str]) -> Iterator[str]:
    """Yield a line of nginx for each network. Addresses without a country, such as "ZZ", are left out."""
    for number, row in enumerate(csv.reader(lines), start=1):
        try:
            first, last = (ipaddress.ip_address(address) for address in row[:2])
            networks = ipaddress.summarize_address_range(first, last)
            country = row[2].upper()
        except (ValueError, TypeError, IndexError) as error:
            raise UnreadableRow(f"Row {number} isn't two addresses and a country: {','.join(row)}") from error
        if is_country(country):
            yield from (f"{network} {country};" for network in networks)
