"""Links with which a reader sends a page to somebody else: plain ones, without a script, a key or a counter.

Which applications there are is data of the campaign (``[[share]]`` in its folder), as their readers differ.
"""

from dataclasses import dataclass
from urllib.parse import quote

from translations.campaign.reading import get_folder


@dataclass(frozen=True)
class ShareLink:
    name: str
    url: str


@dataclass(frozen=True)
class ShareLinks:
    """A link for each application of the campaign, one for a text message and one for an e-mail."""

    others: tuple[ShareLink, ...]
    sms: str
    mail: str


def make_share_links(*, title: str, address: str) -> ShareLinks:
    """Return the links for a page with this title at this full address."""
    text, url = quote(title, safe=""), quote(address, safe="")
    return ShareLinks(
        others=tuple(
            ShareLink(str(row["name"]), str(row["address"]).replace("{text}", text).replace("{url}", url))
            for row in get_folder().tables["share"]
        ),
        sms=f"sms:?&body={text}%20{url}",
        mail=f"mailto:?subject={text}&body={url}",
    )
