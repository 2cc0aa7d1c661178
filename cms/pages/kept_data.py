"""Data about people that the system keeps, as the public page lists it. A test compares it with the models' fields."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Whose(models.TextChoices):
    READERS = "readers", _("Readers")
    ACCOUNTS = "accounts", _("People with an account: the desk and partner organisations")
    MATERIAL = "material", _("People who are named or shown in material")


@dataclass(frozen=True)
class KeptData:
    """One kind of data: whose, what and for how long, in words, and the fields that hold it (``*`` for any part)."""

    whose: Whose
    what: str | Promise
    until: str | Promise
    fields: tuple[str, ...]


AS_LONG_AS_THE_RECORD = _("For as long as the campaign's record is kept: it shows who answers for what was published.")

ACCOUNT_FIELDS = (
    "id",
    "username",
    "first_name",
    "last_name",
    "email",
    "interface_language",
    "is_active",
    "is_staff",
    "is_superuser",
    "date_joined",
    "last_login",
)
FAILURE_FIELDS = ("username", "ip_address", "user_agent")
"""Of these, axes gets a digest instead of the network address."""

KEPT_DATA: tuple[KeptData, ...] = (
    KeptData(
        Whose.READERS,
        _("When you read, search or watch, nothing about you is kept. The site sets no cookie while you read."),
        _("The server's log has pages and times, without addresses, and is deleted after eight weeks."),
        (),
    ),
    KeptData(
        Whose.READERS,
        _("When you choose a language: its code, in a cookie in your own browser. We keep nothing of it."),
        _("For a year, or until you delete the cookie."),
        (),
    ),
    KeptData(
        Whose.READERS,
        _("When you scan a code: the code, minute, language of the answer, country if known, and if it was a machine."),
        _("For as long as scans are counted. Nothing in it can be traced to a person or a device."),
        tuple(f"links.Scan.{name}" for name in ("id", "link", "minute", "language", "is_robot", "country")),
    ),
    KeptData(
        Whose.READERS,
        _("The servers count requests, errors and waiting times, so that faults are noticed. These are numbers only."),
        _("As long as the operators keep their figures. Nothing in them can be traced to a person or a device."),
        (),
    ),
    KeptData(
        Whose.READERS,
        _("When you open a link to a text under embargo: that it was opened, how often and when last. Not by whom."),
        _("With the record of the link. Nothing in it can be traced to a person or a device."),
        ("previews.PreviewLink.uses", "previews.PreviewLink.last_used_at"),
    ),
    KeptData(
        Whose.ACCOUNTS,
        _("Username, name, mail address, language, roles, organisation, and when the account was made and last used."),
        _("Until the account is deleted. The names of those who approved something stay in its record."),
        (
            *(f"users.User.{name}" for name in ACCOUNT_FIELDS),
            "users.User_groups.user",
            "users.User_user_permissions.user",
            "account.EmailAddress.user",
            "account.EmailAddress.email",
            "organisations.Membership.user",
            "organisations.MailSettings.user",
            "organisations.Invitation.email",
            "organisations.Invitation.accepted_by",
            "wagtailusers.UserProfile.user",
            "wagtailcore.PageSubscription.user",
            "translation_desk.DeskPreferences.user",
            "newsroom.CalendarAddress.user",
            "portal.PartnerCalendar.user",
        ),
    ),
    KeptData(
        Whose.ACCOUNTS,
        _("The password as a digest from which it can't be read, and the key of the second factor, encrypted."),
        _("Until they are changed or the account is deleted."),
        ("users.User.password", "mfa.Authenticator.user"),
    ),
    KeptData(
        Whose.ACCOUNTS,
        _("Which account is signed in on a device, sign-ins, and failures with the browser's name; no addresses."),
        _("Sessions end after two weeks at most. Failed attempts count for 15 minutes; the times stay on record."),
        (
            "sessions.Session.session_data",
            "wagtailcore.ModelLogEntry.user",
            *(f"axes.AccessAttempt.{name}" for name in FAILURE_FIELDS),
            *(f"axes.AccessFailureLog.{name}" for name in FAILURE_FIELDS),
            *(f"axes.AccessLog.{name}" for name in (*FAILURE_FIELDS, "session_hash")),
        ),
    ),
    KeptData(
        Whose.ACCOUNTS,
        _("Who wrote, submitted, approved, translated, changed, requested or took down what, and when."),
        AS_LONG_AS_THE_RECORD,
        (
            "approvals.Approval.approved_by",
            "approvals.Approval.submitted_by",
            "approvals.Approval.withdrawn_by",
            "approvals.ScheduleChange.decided_by",
            "approvals.Submission.author_keys",
            "approvals.Submission.decided_by",
            "approvals.Submission.submitted_by",
            "campaign.IndicatorValue.decided_by",
            "campaign.IndicatorValue.proposed_by",
            "campaign.IndicatorValue.withdrawn_by",
            "change_requests.ChangeRequest.decided_by",
            "change_requests.ChangeRequest.proposed_by",
            "emergency.EmergencyWithdrawal.confirmed_by",
            "emergency.EmergencyWithdrawal.declared_by",
            "emergency.EmergencyWithdrawal.restoration_proposed_by",
            "emergency.EmergencyWithdrawal.restored_by",
            "facts.ChannelProposal.decided_by",
            "facts.ChannelProposal.proposed_by",
            "facts.ContactChannel.verified_by",
            "facts.FactVersion.decided_by",
            "facts.FactVersion.proposed_by",
            "facts.Revocation.revoked_by",
            "glossary.GlossaryEntry.made_by",
            "jobs.Job.created_by",
            "kits.Kit.created_by",
            "kits.KitEdition.requested_by",
            "kits.KitName.approved_by",
            "kits.KitName.proposed_by",
            "organisations.Invitation.invited_by",
            "organisations.OrganisationImport.applied_by",
            "organisations.OrganisationImport.made_by",
            "media.CampaignDocument.uploaded_by_user",
            "media.CampaignImage.uploaded_by_user",
            "media.MasterUpload.created_by",
            "posters.Poster.requested_by",
            "reports.Report.issued_by",
            "reports.Report.submitted_by",
            "reports.Report.written_by",
            "previews.PreviewLink.made_by",
            "previews.PreviewLink.revoked_by",
            "translation_desk.Assignment.assignee",
            "translation_desk.Assignment.by",
            "translation_desk.SegmentComment.by",
            "translation_desk.SegmentComment.resolved_by",
            "translation_memory.MemoryImport.by",
            "wagtailadmin.EditingSession.user",
            "wagtailadmin.FormState.user",
            "wagtailcore.Comment.resolved_by",
            "wagtailcore.Comment.user",
            "wagtailcore.CommentReply.user",
            "wagtailcore.Page.locked_by",
            "wagtailcore.Page.owner",
            "wagtailcore.PageLogEntry.user",
            "wagtailcore.Revision.user",
            "wagtailcore.TaskState.finished_by",
            "wagtailcore.UploadedFile.uploaded_by_user",
            "wagtailcore.WorkflowState.requested_by",
            "wagtaildocs.Document.uploaded_by_user",
            "wagtailimages.Image.uploaded_by_user",
        ),
    ),
    KeptData(
        Whose.ACCOUNTS,
        _("Who offered, received, reported or took down material for an organisation, and when."),
        _("For good: this record can't be changed, so anyone can check it. It holds numbers of accounts, not names."),
        (
            "ledger.LedgerEvent.by_key",
            "links.Link.created_by_key",
            "links.DestinationChange.proposed_by",
            "links.DestinationChange.decided_by",
            "posters.PosterRequest.created_by",
            "posters.Loop.requested_by",
            "player.Pairing.confirmed_by_key",
            "screens.ApiKey.issued_by_key",
            "screens.ScreenAssignment.assigned_by_key",
            "screens.Playlist.made_by_key",
            "holdings.UseReport.reported_by",
            "acquisition.RightsRequest.requested_by",
            "acquisition.RightsRequest.answered_by",
            "recalls.Recall.sent_by",
            "recalls.Recall.closed_by",
            "recalls.Recall.lift_proposed_by",
            "recalls.Recall.lifted_by",
            "recalls.RecallRecipient.confirmed_by",
        ),
    ),
    KeptData(
        Whose.ACCOUNTS,
        _("Photographs that an organisation sends with a report of use, without the camera's data."),
        _("With the report. Only the organisation and the desk see them."),
        ("holdings.UseReport.photo",),
    ),
    KeptData(
        Whose.ACCOUNTS,
        _("Back-ups: copies of everything on this page, so that nothing is lost when a machine fails."),
        _("Until fourteen newer ones have been made. What was deleted is then gone from the back-ups too."),
        (),
    ),
    KeptData(
        Whose.ACCOUNTS,
        _("Whom the desk calls at an organisation: name, post, mail address, telephone, and since when."),
        _("Until the desk deletes it, which the person or the organisation may ask for at any time."),
        tuple(f"organisations.ContactPerson.{name}" for name in ("name", "position", "email", "telephone")),
    ),
    KeptData(
        Whose.MATERIAL,
        _("Credits and rights holders of pictures and films, and whether those shown agreed."),
        _("For as long as the material is kept. Who is shown may withdraw consent: it is then shown no more."),
        (
            "media.CampaignImage.credit*",
            "media.CampaignDocument.credit",
            "films.FilmPage.credits",
            "media.*.rights_holder",
            "media.*.consent",
        ),
    ),
)
"""Each field about a person, and nothing else, is in one row."""
