from cms.jobs.scheduler import every
from outreach.holdings.holdings import mark_all_outdated

every(seconds=600, name="holdings.mark_all_outdated")(mark_all_outdated)
