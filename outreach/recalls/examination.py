"""Examination of recalls: whether somebody at the desk can be told that a recall isn't answered."""

from collections.abc import Iterator
from datetime import datetime

from cms.installation.diagnosis import Diagnosis, judge
from outreach.recalls.escalation import find_desk, find_untold


def examine_recalls(at: datetime) -> Iterator[Diagnosis]:
    untold = find_untold(at=at).count()
    nobody = "Nobody at the desk has a mail address: of a recall that isn't answered, nobody would be told."
    yield judge(
        "recalls",
        ok="The desk can be told by mail of recalls that aren't answered.",
        warning="" if find_desk().exists() else nobody,
        error=f"{untold} recalls aren't answered, and nobody at the desk could be told of it." if untold else "",
        advice="Enter the addresses of outreach officers and desk leads under Settings, Users, and see that mail is "
        "sent. The recall's own page has whom to call.",
    )
