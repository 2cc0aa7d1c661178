"""The codes that a recall reaches. They lead to the page for as long as that is public."""

from datetime import datetime

from outreach.links.models import Link
from outreach.recalls.reach import Reached, ReachedKind
from outreach.recalls.targets import ALL_LANGUAGES, RecallTarget
from translations.negotiation import ANY


def find_reach(target: RecallTarget, at: datetime) -> list[Reached]:
    """Return the codes that lead to a recalled item: in its language, or in that of the reader."""
    if not target.is_item:
        return []
    links = Link.objects.leading_to(kind=target.kind, key=target.key).filter(created_at__lte=at)
    if target.language != ALL_LANGUAGES:
        links = links.filter(language__in=[target.language, ANY])
    return [
        Reached(
            ReachedKind.CODE,
            f"{link.code}: {link.placement}" if link.placement else link.code,
            organisation_key=link.organisation_key,
        )
        for link in links.order_by("code")
    ]
