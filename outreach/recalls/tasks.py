from django.utils import timezone

from cms.jobs.kinds import job_kind
from cms.jobs.running import RunningJob
from cms.jobs.scheduler import every
from outreach.recalls.addressing import address_holders, address_late_holders, announce
from outreach.recalls.escalation import tell_desk
from outreach.recalls.lifting import JOB as LIFTING
from outreach.recalls.lifting import recall_lifted, release_holdings
from outreach.recalls.models import Recall
from outreach.recalls.recall import JOB
from outreach.recalls.reminders import send_due_mails

every(seconds=600, name="recalls.mail_due_notices")(send_due_mails)
every(seconds=600, name="recalls.tell_desk")(tell_desk)
every(seconds=3600, name="recalls.address_late_holders")(address_late_holders)


@job_kind(JOB)
def carry_out(job: RunningJob) -> None:
    """Tell the other apps of the recall, address those who hold what is recalled, and mail them."""
    recall = Recall.objects.select_related("sent_by").get(pk=job.params["recall"])
    announce(recall)
    addressed = address_holders(recall, at=timezone.now(), progress=job.progress)
    mailed = send_due_mails(at=timezone.now(), only=recall, progress=job.progress)
    job.result |= {"addressed": addressed, "mailed": mailed}


@job_kind(LIFTING)
def carry_out_lifting(job: RunningJob) -> None:
    """Record what is no longer recalled, tell the other apps, and mail those who had to answer."""
    recall = Recall.objects.get(pk=job.params["recall"])
    released = release_holdings(recall, at=timezone.now())
    recall_lifted.send_robust(sender=Recall, recall=recall)
    mailed = send_due_mails(at=timezone.now(), only=recall, progress=job.progress)
    job.result |= {"released": released, "mailed": mailed}
