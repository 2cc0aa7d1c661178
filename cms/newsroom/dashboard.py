"""Contents of the admin's first page for each person: their own drafts, what waits for them, and what comes next.

Each function reads a short list in a fixed number of queries, however much there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.approvals.embargoed_texts import may_see_embargoed
from cms.approvals.models import Approval, Submission, SubmissionState
from cms.approvals.status import Status, get_kinds
from cms.change_requests.models import ChangeRequest, RequestState
from cms.core.addresses import HOME_DEPTH
from cms.core.calendar import CalendarEntry
from cms.facts.models import ChannelProposal, FactVersion, VersionState
from cms.newsroom.planned_dates import get_text_address
from cms.newsroom.sources import find_contact_terms, find_rights
from cms.translation_desk.status_index import Progress
from cms.translation_desk.worklist import find_languages
from cms.users.models import User
from cms.users.roles import Capability, may
from translations.languages import SOURCE, TARGETS

SHORT_LIST = 5
SOON = timedelta(days=30)
READ_AHEAD = 50
"""The most rows searched for those that this person may see."""


@dataclass(frozen=True)
class PanelLink:
    label: str
    url: str


@dataclass(frozen=True)
class OwnText:
    """A draft of this person; ``returned`` is the submission in which it was sent back, if it was."""

    title: str
    language: str
    url: str
    moment: datetime | None = None
    returned: Submission | None = None


@dataclass(frozen=True)
class LanguageBehind:
    """A language with the number of items that lack, wait for or lost their approved text."""

    language: str
    missing: int
    drafts: int
    out_of_date: int

    @property
    def total(self) -> int:
        return self.missing + self.drafts + self.out_of_date

    @property
    def url(self) -> str:
        return f"{reverse('desk_table')}?language={self.language}"


def list_beginnings(user: User) -> list[PanelLink]:
    """Return the addresses at which a new page of each kind is begun, below the right page of the source's tree."""
    if not may(user, Capability.WRITE_SOURCE):
        return []
    kinds = list(get_kinds().values())
    parents = {
        kind: [model for model in kind.clean_parent_page_models() if kind in model.clean_subpage_models()]
        for kind in kinds
    }
    types = ContentType.objects.get_for_models(*{model for models in parents.values() for model in models})
    below_root = Page.objects.filter(locale__language_code=SOURCE, depth__gte=HOME_DEPTH)
    pages = below_root.filter(content_type__in=types.values()).order_by("depth", "path")
    found = {page.content_type_id: page.pk for page in reversed(pages)}
    links = []
    for kind in kinds:
        parent = next((found[types[model].pk] for model in parents[kind] if types[model].pk in found), None)
        if parent is not None:
            options = kind._meta
            url = reverse("wagtailadmin_pages:add", args=[options.app_label, options.model_name, parent])
            links.append(PanelLink(_("New page: %(kind)s") % {"kind": options.verbose_name}, url))
    return links


def find_returned(user: User) -> list[Submission]:
    """Return what this person submitted and what was sent back, unless it was submitted again since."""
    newer = Submission.objects.filter(
        translation_key=OuterRef("translation_key"), language=OuterRef("language"), pk__gt=OuterRef("pk")
    )
    rows = Submission.objects.filter(~Exists(newer), submitted_by=user, state=SubmissionState.CHANGES_REQUESTED)
    light = rows.select_related("decided_by").defer("snapshot", "source_snapshot")
    return list(light.filter(page__isnull=False).order_by("-decided_at")[:SHORT_LIST])


def find_own_texts(user: User) -> list[OwnText]:
    """Return what was sent back to this person, then the drafts that they saved last and haven't submitted."""
    returned = find_returned(user)
    own = Page.objects.filter(latest_revision__user=user, has_unpublished_changes=True).select_related("locale")
    drafts = own.exclude(pk__in=[row.page_id for row in returned]).order_by("-latest_revision_created_at")
    return [
        *(_describe_returned(row) for row in returned),
        *(_describe_draft(page) for page in drafts[:SHORT_LIST]),
    ]


def list_decisions(user: User) -> list[PanelLink]:
    """Return where changes by others wait for this person's decision, with their number."""
    waiting = []
    if may(user, Capability.PUBLISH_SOURCE):
        changes = ChangeRequest.objects.filter(state=RequestState.OPEN).exclude(proposed_by=user).count()
        waiting.append((changes, _("Changes of public names and files: %(count)s"), "change_requests"))
    if may(user, Capability.APPROVE_FACTS):
        open_state = {"state": VersionState.PROPOSED}
        values = FactVersion.objects.filter(**open_state).exclude(proposed_by=user).count()
        contacts = ChannelProposal.objects.filter(**open_state).exclude(proposed_by=user).count()
        waiting.append(
            (values + contacts, _("Numbers, values and contacts of the register: %(count)s"), "fact_waiting")
        )
    return [PanelLink(text % {"count": count}, reverse(name)) for count, text, name in waiting if count]


def decides(user: User) -> bool:
    """Return whether changes of public values can wait for this person."""
    return may(user, Capability.PUBLISH_SOURCE) or may(user, Capability.APPROVE_FACTS)


def find_next_texts(user: User, *, hidden: frozenset[UUID]) -> list[Approval]:
    """Return the approved texts that go live next, of those that this person may see."""
    rows: QuerySet[Approval] = Approval.objects.awaiting().defer("snapshot", "source_snapshot").order_by("due_at")
    return [row for row in rows[:READ_AHEAD] if _may_see(user, row.translation_key, row.language, hidden)][:SHORT_LIST]


def find_under_embargo(user: User, *, at: datetime) -> list[OwnText]:
    """Return the texts under embargo, the soonest end first, of those that this person works on."""
    columns = ("pk", "translation_key", "draft_title", "embargo_until", "locale__language_code")
    rows = [
        row
        for model in get_kinds().values()
        for row in model.objects.filter(embargo_until__gt=at).order_by("embargo_until").values(*columns)[:READ_AHEAD]
        if may_see_embargoed(user, language=row["locale__language_code"])
    ]
    return [
        OwnText(
            title=row["draft_title"],
            language=row["locale__language_code"],
            url=get_text_address(key=row["translation_key"], language=row["locale__language_code"], page_id=row["pk"]),
            moment=row["embargo_until"],
        )
        for row in sorted(rows, key=lambda row: row["embargo_until"])[:SHORT_LIST]
    ]


def list_behind(user: User, progress: Iterable[Progress]) -> list[LanguageBehind]:
    """Return the languages that are behind, the furthest first; to translators, those of their own."""
    own = [] if may(user, Capability.ASSIGN_WORK) else find_languages(user)
    counted = [
        LanguageBehind(
            language=each.language,
            missing=each.counts[Status.MISSING] + each.counts[Status.WITHDRAWN],
            drafts=each.counts[Status.DRAFT],
            out_of_date=each.counts[Status.OUT_OF_DATE],
        )
        for each in progress
        if each.language in (own or TARGETS)
    ]
    return sorted((row for row in counted if row.total), key=lambda row: -row.total)


def find_due_soon(*, today: date, hidden: frozenset[UUID]) -> list[tuple[str, CalendarEntry]]:
    """Return the rights and verifications that end within thirty days, each with what it is."""
    last = today + SOON
    found = [(_("Right ends"), entry) for entry in find_rights(today, last) if entry.key not in hidden]
    found += [(_("Contact to verify again"), entry) for entry in find_contact_terms(today, last)]
    return sorted(found, key=lambda pair: pair[1].day)[:SHORT_LIST]


def _may_see(user: User, key: UUID, language: str, hidden: frozenset[UUID]) -> bool:
    return key not in hidden or may_see_embargoed(user, language=language)


def _describe_returned(row: Submission) -> OwnText:
    url = get_text_address(key=row.translation_key, language=row.language, page_id=row.page_id or 0)
    return OwnText(row.title, row.language, url, row.decided_at, row)


def _describe_draft(page: Page) -> OwnText:
    language = page.locale.language_code
    url = get_text_address(key=page.translation_key, language=language, page_id=page.pk)
    return OwnText(page.draft_title or page.title, language, url, page.latest_revision_created_at)
