"""What the desk does by the clock."""

from cms.jobs.clock import every
from cms.translation_desk.going_live import publish_due

every(seconds=15, name="translation_desk.publish_due")(publish_due)
