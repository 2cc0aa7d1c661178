"""Detection of robots by their user agent and by what a browser says of its purpose.

Link previews, search engines, monitors and scripts get the same responses as people, and are counted separately. The
names come from the package ``crawler-user-agents``. All browsers, the views inside messengers too, name themselves
``Mozilla`` or ``Opera``, and few robots do; so the list is asked only about those, and only for names that such a robot
was seen with. "Viber" and "WhatsApp" alone are previews; behind a browser's name they are a person's view.
"""

import re
from functools import lru_cache

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

_BROWSERS = ("Mozilla/", "Opera/")
_ESCAPED = re.compile(r"\\([^A-Za-z0-9])")
_SPECIAL = re.compile(r"[\\^$.|?*+()\[\]{}]")
# What robots by convention call themselves. Cubot is a brand of telephones.
_CONVENTION = re.compile(r"\(compatible; (?!MSIE)|\+https?:|(?<!cu)bot\b|preview/", re.IGNORECASE)
_LONGEST_READ = 400


def _list_patterns() -> list[str]:
    return [
        entry["pattern"]
        for entry in CRAWLER_USER_AGENTS_DATA
        if not entry["instances"] or any(instance.startswith(_BROWSERS) for instance in entry["instances"])
    ]


def _is_plain(pattern: str) -> bool:
    return _SPECIAL.search(_ESCAPED.sub("", pattern)) is None


# Looking for plain names one by one is three times as fast as one expression of all.
_NAMES = tuple(_ESCAPED.sub(r"\1", pattern) for pattern in _list_patterns() if _is_plain(pattern))
_OTHERS = re.compile("|".join(pattern for pattern in _list_patterns() if not _is_plain(pattern)))


@lru_cache(maxsize=4096)
def is_robot(user_agent: str) -> bool:
    """Return True for a known robot, and for whatever doesn't call itself a browser."""
    agent = user_agent.strip()[:_LONGEST_READ]
    return (
        not agent.startswith(_BROWSERS)
        or _CONVENTION.search(agent) is not None
        or any(name in agent for name in _NAMES)
        or _OTHERS.search(agent) is not None
    )


def is_prefetch(purpose: str) -> bool:
    """Return True if the header ``Sec-Purpose`` or ``Purpose`` says that nobody has asked for the page yet."""
    return "prefetch" in purpose.lower()
