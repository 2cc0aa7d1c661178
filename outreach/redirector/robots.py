"""Detection of robots by their user agent.

Link previews of messengers, search engines, monitors and scripts get the same responses as people, and are counted
separately.
"""

import re
from functools import lru_cache

# Cubot is a brand of telephones.
_ROBOT = re.compile(
    r"(?<!cu)bot(?:\b|_)|crawl|spider|slurp|preview|scan(?:ner)?\b|monitor|uptime|pingdom|headless|lighthouse"
    r"|facebookexternalhit|facebookcatalog|whatsapp|telegram|skypeuripreview|zalo(?:bot|pc-preview)|viber|kakaotalk-scrap"
    r"|curl|wget|python|java/|go-http|okhttp|libwww|httpclient|axios|node-fetch|scrapy|wrk|apachebench",
    re.IGNORECASE,
)
_LONGEST_READ = 400


@lru_cache(maxsize=4096)
def is_robot(user_agent: str) -> bool:
    """Return True for a known robot, and for a request without a user agent."""
    return not user_agent.strip() or _ROBOT.search(user_agent[:_LONGEST_READ]) is not None
