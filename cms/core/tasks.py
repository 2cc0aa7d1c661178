from datetime import datetime

from cms.core import fronts
from cms.core.search_renewal import KIND, renew_search, request_due_renewal
from cms.jobs.kinds import job_kind
from cms.jobs.scheduler import every

job_kind(KIND)(renew_search)


@every(seconds=1, name="core.purge_fronts")
def purge_fronts(*, at: datetime) -> None:
    fronts.purge_fronts(at=at)


@every(seconds=86_400, name="core.renew_search")
def renew_search_daily(*, at: datetime) -> None:
    """Renew the search if what comes with the program has changed, such as the glossary's tables."""
    request_due_renewal()
