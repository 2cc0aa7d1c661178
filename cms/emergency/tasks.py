from datetime import datetime

from cms.emergency.face import keep_face
from cms.emergency.notices import send_due_notices
from cms.jobs.scheduler import every

every(seconds=30, name="emergency.notices")(send_due_notices)


@every(seconds=2, name="emergency.keep_face", on_each_machine=True)
def write_face(*, at: datetime) -> None:
    keep_face()
