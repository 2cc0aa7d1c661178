from cms.jobs.scheduler import every
from outreach.mailings.sending import send_due_mails

every(seconds=300, name="mailings.send_due_mails")(send_due_mails)
