from cms.jobs.scheduler import every
from outreach.screens.alarms import tell_alarms
from outreach.screens.playlists import apply_all

every(seconds=600, name="screens.tell_alarms")(tell_alarms)
every(seconds=600, name="screens.apply_playlists")(apply_all)
