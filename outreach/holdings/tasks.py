from cms.jobs.scheduler import every
from outreach.holdings.holdings import mark_all_outdated
from outreach.holdings.sent_log import read_log

every(seconds=600, name="holdings.mark_all_outdated")(mark_all_outdated)
every(seconds=60, name="holdings.read_sent_log")(read_log)
