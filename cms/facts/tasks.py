"""Scheduled tasks of the register: end values that are due, and mail about verifications that end or have ended."""

from cms.facts.revocation import end_due_values
from cms.facts.term_notices import send_due_notices
from cms.jobs.scheduler import every

every(seconds=5, name="facts.end_due_values")(end_due_values)
every(seconds=3600, name="facts.send_due_notices")(send_due_notices)
