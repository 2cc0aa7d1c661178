"""Invitations of people to an organisation by mail, from the desk or its member in charge, with a link that works once.

The link's secret is made when the mail is sent and only its digest is kept. Who is invited chooses their own password.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log

from cms.jobs.queue import enqueue
from cms.users.models import User
from cms.users.roles import Capability, Role, may
from outreach.organisations.models import Invitation, Membership, Organisation, OrganisationKind

JOB = "organisations.mail_invitation"
VALID = timedelta(days=7)
MOST_OPEN = 30
"""An organisation's invitations that wait at once, so that its account can't be used to mail strangers at will."""
INVITED, REVOKED, JOINED, REMOVED = (
    "organisations.invited",
    "organisations.invitation_revoked",
    "organisations.joined",
    "organisations.member_removed",
)


class InvitationRefused(Exception):
    """Nothing was done; the text tells the person why and what to do."""


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, language: str, is_lead: bool, by: User, at: datetime
) -> Invitation:
    """Invite a person, or once more with a new link; the mail is sent by a job. Raise ``InvitationRefused``."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    email = email.strip().lower()
    if not organisation.is_active:
        raise InvitationRefused(_("This organisation's account is closed. Nobody can be invited to it."))
    if organisation.memberships.filter(user__email__iexact=email, user__is_active=True).exists():
        raise InvitationRefused(_("This person is a member already."))
    waiting = _list_open(organisation)
    invitation = waiting.filter(email=email).first()
    if invitation is None and waiting.filter(expires_at__gt=at).count() >= MOST_OPEN:
        raise InvitationRefused(_("Too many invitations are waiting. Withdraw some of them first."))
    invitation = invitation or Invitation(organisation=organisation, email=email)
    invitation.language, invitation.is_lead, invitation.invited_by = language, is_lead, by
    invitation.invited_at, invitation.expires_at = at, at + VALID
    invitation.token_sha256 = ""
    invitation.save()
    log(instance=organisation, action=INVITED, user=by, data={"invitation": invitation.pk, "is_lead": is_lead})
    enqueue(kind=JOB, key=str(uuid4()), params={"invitation": invitation.pk})
    return invitation


def _list_open(organisation: Organisation) -> QuerySet[Invitation]:
    return organisation.invitations.filter(accepted_at=None, revoked_at=None)


def list_open(organisation: Organisation) -> list[Invitation]:
    """Return the invitations that nobody has accepted or withdrawn, expired ones too, the newest first."""
    return list(_list_open(organisation).select_related("invited_by").order_by("-invited_at", "-pk"))


@transaction.atomic
def send_invitation(*, pk: int, at: datetime) -> bool:
    """Mail a new link, which ends every earlier one; return False for an invitation that isn't open any more."""
    found = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=pk).first()
    if found is None or found.accepted_at or found.revoked_at or found.expires_at <= at:
        return False
    token = secrets.token_urlsafe(24)
    found.token_sha256, found.sent_at = _digest(token), at
    found.save(update_fields=["token_sha256", "sent_at"])
    with override(found.language):
        context = {
            "organisation": found.organisation.name,
            "days": VALID.days,
            "address": f"{settings.SITE_ADDRESS}/{found.language}/portal/invitation/{token}/",
        }
        subject = _("Invitation: material for %(organisation)s") % {"organisation": found.organisation.name}
        body = render_to_string("organisations/invitation_mail.txt", context).strip() + "\n"
    message = EmailMessage(" ".join(subject.split()), body, settings.DEFAULT_FROM_EMAIL, [found.email])
    return bool(message.send())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(*, token: str, at: datetime) -> Invitation | None:
    """Return the open invitation of this link; None if it was used, withdrawn, replaced or has expired."""
    found = Invitation.objects.filter(token_sha256=_digest(token), accepted_at=None, revoked_at=None)
    return found.filter(expires_at__gt=at, organisation__is_active=True).select_related("organisation").first()


def find_account(email: str) -> User | None:
    """Return the account with this mail address, an active one first."""
    return User.objects.filter(email__iexact=email).order_by("-is_active", "pk").first()


@transaction.atomic
def accept(
    *, token: str, password: str = "", first_name: str = "", last_name: str = "", language: str, at: datetime
) -> User:
    """Make the person a member, with a new account unless their address has one, which keeps its password and names.

    Raise ``InvitationRefused`` if the link is no longer good, or the account was closed.
    """
    found = find_invitation(token=token, at=at)
    if found is None:
        raise InvitationRefused(_("This link has already been used or has expired."))
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=found.pk)
    if invitation.accepted_at is not None:
        raise InvitationRefused(_("This link has already been used or has expired."))
    user = find_account(invitation.email)
    if user is None:
        if User.objects.filter(username=invitation.email).exists():
            raise InvitationRefused(_("The account with this address is closed. Please ask the desk."))
        if not password:
            raise InvitationRefused(_("Choose a password."))
        names = {"first_name": first_name, "last_name": last_name, "interface_language": language}
        user = User.objects.create_user(invitation.email, invitation.email, password, **names)
    elif not user.is_active:
        raise InvitationRefused(_("The account with this address is closed. Please ask the desk."))
    _join(user, invitation)
    invitation.accepted_at, invitation.accepted_by, invitation.token_sha256 = at, user, ""
    invitation.save(update_fields=["accepted_at", "accepted_by", "token_sha256"])
    log(instance=invitation.organisation, action=JOINED, user=user, data={"invitation": invitation.pk})
    return user


def _join(user: User, invitation: Invitation) -> None:
    membership, _made = Membership.objects.get_or_create(user=user, organisation=invitation.organisation)
    if invitation.is_lead and not membership.is_lead:
        membership.is_lead = True
        membership.save(update_fields=["is_lead"])
    is_operator = invitation.organisation.kind == OrganisationKind.OPERATOR
    if not may(user, Capability.USE_PORTAL):
        user.groups.add(Group.objects.get(name=Role.OPERATOR if is_operator else Role.PARTNER))


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Withdraw an invitation; its link works no more. Raise ``InvitationRefused`` if it was accepted already."""
    if not _list_open(invitation.organisation).filter(pk=invitation.pk).update(revoked_at=at, token_sha256=""):
        raise InvitationRefused(_("This invitation was accepted or withdrawn already."))
    log(instance=invitation.organisation, action=REVOKED, user=by, data={"invitation": invitation.pk})


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> None:
    """End a person's membership; what they did stays on record. Raise ``InvitationRefused`` for one's own."""
    if membership.user_id == by.pk:
        raise InvitationRefused(_("You can't remove yourself. Ask a colleague in charge, or the desk."))
    log(instance=membership.organisation, action=REMOVED, user=by, data={"person": membership.user.key})
    membership.delete()


def is_lead_of(*, user: User, organisation: Organisation) -> bool:
    """Return whether the user is in charge at the organisation, and so invites and removes its members."""
    return organisation.memberships.filter(user=user, user__is_active=True, is_lead=True).exists()
