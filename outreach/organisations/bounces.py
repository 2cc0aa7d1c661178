"""Mail that came back: which members can't be reached at their address, as a delivery status notification says."""

from datetime import datetime
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser

from cms.users.models import User
from outreach.organisations.models import MailSettings, Membership


def list_bounced() -> list[Membership]:
    """Return the members whose present address refused a mail, with their settings."""
    found = Membership.objects.filter(user__is_active=True, user__mail_settings__bounced_at__isnull=False)
    rows = found.select_related("user__mail_settings", "organisation").order_by("organisation_id", "user_id")
    return [row for row in rows if is_bounced(row.user.mail_settings, email=row.user.email)]


def is_bounced(settings: MailSettings, *, email: str) -> bool:
    """Return whether mail to this address came back; a new address is tried anew."""
    return settings.bounced_at is not None and settings.bounced_address.lower() == email.lower()


def read_failures(content: bytes) -> dict[str, str]:
    """Return the addresses that a notification (RFC 3464) reports as failed for good, with their status codes."""
    message: Message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(content)
    failed: dict[str, str] = {}
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        payload = part.get_payload()
        blocks = payload if isinstance(payload, list) else []
        for block in (entry for entry in blocks if isinstance(entry, Message)):
            address = str(block.get("Final-Recipient", "")).partition(";")[2].strip().strip("<>").lower()
            if address and str(block.get("Action", "")).strip().lower() == "failed":
                failed[address] = str(block.get("Status", "")).strip()[:20]
    return failed


def record_failures(content: bytes, *, at: datetime) -> int:
    """Mark the accounts with the addresses that failed for good; return how many. May run again."""
    marked = 0
    for address, status in read_failures(content).items():
        for user in User.objects.filter(email__iexact=address):
            values = {"bounced_at": at, "bounced_address": address, "bounce_status": status}
            MailSettings.objects.update_or_create(user=user, defaults=values)
            marked += 1
    return marked
