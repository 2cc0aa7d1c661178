from cms.emergency.notices import send_due_notices
from cms.jobs.scheduler import every

every(seconds=30, name="emergency.notices")(send_due_notices)
