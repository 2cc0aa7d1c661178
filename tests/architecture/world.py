"""Test data for the permission matrix: an object of every kind that an address can name, and a user of every role."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from django.utils.translation import override
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, Locale, Page, Revision, Task, UploadedFile, Workflow, WorkflowState

from cms.calls.models import CallPage
from cms.campaign.indicator_values import enter
from cms.campaign.loading import load_campaign
from cms.campaign.models import Indicator, KeyDate, Subject, SubjectKind
from cms.change_requests.change_request import request_addition
from cms.core.models import BasePage
from cms.events.models import EventCancellation, EventPage
from cms.facts.models import ChannelProposal, FactVersion, VersionState
from cms.films.models import BroadcastSlot, FilmPage, LanguageVersion, RightsWindow
from cms.jobs.models import Job
from cms.jobs.queue import enqueue, run_pending_jobs
from cms.media.models import CampaignDocument, CampaignImage, FilmMaster, PageReading, Recording
from cms.previews.models import PreviewLink
from cms.published import list_licensed_films
from cms.translation_desk.assignments import assign
from cms.translation_memory.models import MemoryImport
from cms.users.models import User
from cms.users.roles import Role
from outreach.acquisition.models import RightsRequest
from outreach.acquisition.offers import Wish
from outreach.acquisition.requests import request_rights
from outreach.holdings.use_reports import Use, report_use
from outreach.kits.editions import create_kit, request_edition
from outreach.kits.models import KitEdition, KitFile
from outreach.kits.plan import ItemKey
from outreach.links.creation import create_link
from outreach.links.models import DestinationChange
from outreach.organisations.importing import get_digest
from outreach.organisations.mail_settings import sign_unsubscriber
from outreach.organisations.models import ContactPerson, Invitation, Organisation, OrganisationImport, PersonRole
from outreach.recalls.recall import send_recall
from outreach.recalls.targets import RecallTarget
from outreach.reports.models import Report
from outreach.reports.periods import PeriodKind, get_period, get_zone
from outreach.reports.tasks import request_workbook
from outreach.screens.models import ScreenGroup
from outreach.screens.playlists import PlaylistItem, make_playlist
from outreach.screens.schedule import Showing
from tests.approvals.factories import hand_in, make_person
from tests.factories import ContactChannelFactory, FactFactory, UserFactory
from tests.kits.factories import fetch_edition
from tests.media.recorded import RECORDED
from tests.organisations.factories import MembershipFactory, OrganisationFactory
from tests.pages.factories import PublicSite, make_public_site
from tests.posters.factories import record_drawing, record_loop
from tests.screens.factories import make_installation

PEOPLE: dict[str, tuple[Role, str | None]] = {
    "editor": (Role.EDITOR, None),
    "translator-ko": (Role.TRANSLATOR, "ko"),
    "translator-lo": (Role.TRANSLATOR, "lo"),
    "reviewer-ko": (Role.REVIEWER, "ko"),
    "reviewer-lo": (Role.REVIEWER, "lo"),
    "publisher": (Role.PUBLISHER, None),
    "outreach": (Role.OUTREACH_OFFICER, None),
    "lead": (Role.DESK_LEAD, None),
    "administrator": (Role.ADMINISTRATOR, None),
    "partner": (Role.PARTNER, None),
    "operator": (Role.OPERATOR, None),
}


@dataclass
class World:
    """Objects by name: ``pages`` are vi-live, vi-draft (in review) and ko-draft; ``people`` as in ``PEOPLE``."""

    people: dict[str, User]
    pages: dict[str, Page]
    things: dict[str, Any]
    rows: dict[type[models.Model], Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def get_row(self, model: type[models.Model]) -> Any:
        """Return the row to use for this model: one chosen for it, else the first in the table."""
        if model in self.rows:
            return self.rows[model]
        row = model._default_manager.order_by("pk").first()
        if row is None:
            raise LookupError(f"The world has no {model.__name__}: add one in tests/architecture/world.py.")
        return row


def make_world() -> World:
    site = make_public_site()
    load_campaign()
    people = {name: make_person(role, language) for name, (role, language) in PEOPLE.items()}
    people["superuser"] = UserFactory(superuser=True)
    pages = _make_pages(site, people)
    things: dict[str, Any] = {"submission": hand_in(pages["vi-draft"], people["editor"])}
    things["work"] = assign(
        translation_key=pages["vi-live"].translation_key,
        language="ko",
        assignee=None,
        by=people["lead"],
        at=timezone.now(),
    )
    things["memory_import"] = MemoryImport.objects.create(
        language="ko", name="old.tmx", by=people["lead"], at=timezone.now()
    )
    _make_register(people, things)
    _make_files(things)
    _make_film_and_event(site, things)
    PageReading.objects.create(page=pages["vi-live"], language="vi", recording=things["recording"])
    _make_admin_rows(pages, things)
    _make_preview_link(pages["vi-live"], people, things)
    _make_outreach(people, pages, things)
    return World(people, pages, things, _choose_rows(people, things))


def make_world_in_vietnamese() -> World:
    """Make it with addresses that have the prefix of the source language, as the table has them."""
    with override("vi"):
        return make_world()


def _make_pages(site: PublicSite, people: dict[str, User]) -> dict[str, Page]:
    live = site.publish(CallPage, slug="loi-keu-goi", poster_headline="Ai biết?")
    draft = live.get_parent().specific.add_child(
        instance=CallPage(title="Bản thảo", slug="ban-thao", locale=live.locale, live=False)
    )
    draft.save_revision(user=people["editor"])
    korean = live.copy_for_translation(Locale.objects.get(language_code="ko"))
    korean.save_revision(user=people["translator-ko"])
    return {"vi-live": live, "vi-draft": draft, "ko-draft": korean}


def _make_register(people: dict[str, User], things: dict[str, Any]) -> None:
    things["fact"] = FactFactory(key="hotline", value="+84965001222")
    things["version"] = FactVersion.objects.create(
        fact=things["fact"],
        value="+84965001223",
        state=VersionState.PROPOSED,
        source="V.1.c",
        proposed_by=people["editor"],
        proposed_at=timezone.now(),
    )
    Subject.objects.create(slug="a-unit", kind=SubjectKind.UNIT, name="A unit", source="A book, page 3")
    things["indicator"] = Indicator.objects.order_by("position").first()
    things["indicator_value"] = enter(
        indicator=things["indicator"],
        value=Decimal(3),
        as_of=date(2026, 10, 1),
        source={"vi": "A report"},
        by=people["editor"],
        at=timezone.now(),
    )
    things["channel"] = ContactChannelFactory(facts=[things["fact"]])
    things["change_request"] = request_addition(
        row=KeyDate(day=27, month=7, name="A day"), by=people["editor"], at=timezone.now()
    )
    things["proposal"] = ChannelProposal.objects.create(
        channel=things["channel"],
        source="called",
        changes={"country": "VN"},
        proposed_by=people["editor"],
        proposed_at=timezone.now(),
    )


def _make_files(things: dict[str, Any]) -> None:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "PNG")
    things["image"] = CampaignImage.objects.create(
        title="Image", file=ContentFile(buffer.getvalue(), name="image.png"), width=40, height=30, **RECORDED
    )
    things["document"] = CampaignDocument.objects.create(title="Form", file=ContentFile(b"%PDF-1.7\n", name="form.pdf"))
    things["master"] = FilmMaster.objects.create(
        title="Film", file=ContentFile(b"film", name="film.mp4"), sha256="a" * 64, **RECORDED
    )
    things["recording"] = Recording.objects.create(
        title="Recording", file=ContentFile(b"sound", name="doc.m4a"), sha256="b" * 64, **RECORDED
    )
    image_type = ContentType.objects.get_for_model(CampaignImage)
    things["upload"] = UploadedFile.objects.create(
        for_content_type=image_type, file=ContentFile(buffer.getvalue(), name="image.png")
    )


def _make_film_and_event(site: PublicSite, things: dict[str, Any]) -> None:
    film = site.publish(
        FilmPage,
        slug="phim",
        chapters=[("chapter", {"start": "0:00", "title": "Mở đầu"})],
        credits="Đạo diễn: Nhóm phim",
    )
    things["film"] = film
    LanguageVersion.objects.create(film=film, language_tag="vi", master=things["master"])
    BroadcastSlot.objects.create(
        film=film,
        broadcaster="VTV5",
        starts_at=timezone.now() + timedelta(days=30),
        time_zone="Asia/Ho_Chi_Minh",
        language_tag="vi",
    )
    RightsWindow.objects.create(film=film, territory="KR", starts_on=date(2026, 1, 1), ends_on=date(2099, 12, 31))
    EventCancellation.objects.create(event=site.publish(EventPage, slug="su-kien"))


def _make_admin_rows(pages: dict[str, Page], things: dict[str, Any]) -> None:
    things["redirect"] = Redirect.objects.create(old_path="/old", redirect_link="/vi/")
    things["collection"] = Collection.get_first_root_node().add_child(instance=Collection(name="Folder"))
    things["state"] = WorkflowState.objects.get(object_id=str(pages["vi-draft"].pk))


def _make_preview_link(page: Page, people: dict[str, User], things: dict[str, Any]) -> None:
    token, now = "t" * 43, timezone.now()
    things["preview_token"] = token
    things["preview_link"] = PreviewLink.objects.create(
        translation_key=page.translation_key,
        language="vi",
        recipient="Newsroom",
        token_sha256=sha256(token.encode()).hexdigest(),
        made_by=people["editor"],
        made_at=now,
        ends_at=now + timedelta(days=3650),
    )


def _make_reports(people: dict[str, User], things: dict[str, Any]) -> None:
    month = get_period(kind=PeriodKind.MONTH, day=date(2026, 11, 1), zone=get_zone())
    things["workbook"] = request_workbook(period=month, language="vi", by=people["lead"])
    run_pending_jobs()
    things["report"] = Report.objects.create(
        kind=month.kind,
        first=month.first,
        last=month.last,
        sections=["content"],
        issuing_body="Desk",
        place="Hà Nội",
        dated_on=month.last,
        written_by=people["lead"],
    )


def _make_people(mission: Organisation, people: dict[str, User], things: dict[str, Any]) -> None:
    """Make a colleague, an open invitation with a link, a contact person, a contact of the register and an import."""
    now = timezone.now()
    things["colleague"] = MembershipFactory(organisation=mission)
    things["invitation_token"] = "invited"
    things["invitation"] = Invitation.objects.create(
        organisation=mission,
        email="invited@example.org",
        language="ko",
        invited_by=people["outreach"],
        invited_at=now,
        expires_at=now + timedelta(days=3650),
        token_sha256=sha256(b"invited").hexdigest(),
    )
    ContactPerson.objects.create(organisation=mission, name="A person", role=PersonRole.PRESS)
    things["own_contact"] = ContactChannelFactory(kind="mission", country="KR")
    mission.contact_keys = [things["own_contact"].pk]
    mission.save()
    OrganisationImport.objects.create(file_name="a.csv", digest=get_digest([]), made_by=people["outreach"], made_at=now)
    things["unsubscriber"] = sign_unsubscriber(people["partner"])


def _request_rights(mission: Organisation, partner: User) -> RightsRequest:
    film, wish = list_licensed_films(language="vi")[0], Wish(("KR",), date(2026, 7, 20), date(2026, 7, 31))
    return request_rights(organisation=mission, film=film, wish=wish, note="", by=partner, at=timezone.now())


def _draw_small(edition: KitEdition) -> KitFile:
    """Return a file of the edition that is a picture, of which a small one was drawn before."""
    file: KitFile = edition.files.order_by("pk")[1]
    KitFile.objects.filter(pk=file.pk).update(media_type="image/png")
    default_storage.save(f"kit-pictures/{file.sha256}.webp", ContentFile(b"a small picture"))
    return file


def _make_outreach(people: dict[str, User], pages: dict[str, Page], things: dict[str, Any]) -> None:
    now = timezone.now()
    mission: Organisation = OrganisationFactory(country="KR", languages=["vi", "ko"])
    MembershipFactory(user=people["partner"], organisation=mission, is_lead=True)
    _make_people(mission, people, things)
    installation = make_installation()
    MembershipFactory(user=people["operator"], organisation=installation.operator)
    live: Any = pages["vi-live"]
    item = ItemKey("call", str(live.translation_key))
    kit = create_kit(title="Kit", organisations=[mission], items=[item], by=None, at=now)
    edition = request_edition(kit=kit, organisation=mission, by=people["outreach"], at=now)
    run_pending_jobs()
    edition = KitEdition.objects.get(pk=edition.pk)
    fetch_edition(edition=edition, by=people["partner"], at=now)
    recall = send_recall(
        target=RecallTarget(title="Call", kind="call", key=item.key),
        reason="A number is wrong.",
        deadline=now + timedelta(days=3),
        by=people["lead"],
        at=timezone.now(),
    )
    run_pending_jobs()
    use = Use(place="Lobby", starts_on=now.date(), edition_key=str(edition.key), photo=b"a photograph, rebuilt")
    things["use_report"] = report_use(organisation=mission, use=use, by=people["partner"], at=now)
    things |= {"mission": mission, "kit": kit, "edition": edition, "recall": recall}
    things["rights_request"] = _request_rights(mission, people["partner"])
    things |= {"recall_recipient": recall.recipients.get(), "kit_file": edition.files.first(), **vars(installation)}
    things["kit_picture"] = _draw_small(edition)
    things["link"] = create_link(item_kind="call", item_key=item.key, placement="Lift")
    things["destination_change"] = DestinationChange.objects.create(
        link=things["link"],
        old_kind="call",
        old_key=item.key,
        kind="story",
        key=item.key,
        reason="It was printed on the wrong poster.",
        proposed_by=people["outreach"],
        proposed_at=now,
    )
    group = ScreenGroup.objects.create(organisation_key=installation.operator.key, name="Lifts")
    group.screens.add(installation.screen)
    poster = installation.file.poster
    listed = PlaylistItem(poster.item_kind, poster.item_key, poster.title, (poster.language,))
    showing = Showing(starts_at=now, ends_at=now + timedelta(days=3650))
    by_key = people["outreach"].key
    things["playlist"] = make_playlist(group=group, item=listed, showing=showing, by_key=by_key, at=now)
    _make_reports(people, things)
    _make_copies(things)
    things["job"] = enqueue(kind="kits.build", key="another", params={"edition": 0, "to_be": str(uuid.uuid4())})


def _make_copies(things: dict[str, Any]) -> None:
    """A drawing and a loop of the poster on the screen, whose file is a picture."""
    name, buffer = things["file"].storage_name, BytesIO()
    Image.new("RGB", (40, 30), "green").save(buffer, "PNG")
    default_storage.delete(name)
    default_storage.save(name, ContentFile(buffer.getvalue()))
    poster = things["file"].poster
    things |= {"drawing": record_drawing(poster), "loop": record_loop(poster)}


def _choose_rows(people: dict[str, User], things: dict[str, Any]) -> dict[type[models.Model], Any]:
    from wagtail.users.views.users import User as UserModel

    return {
        UserModel: people["partner"],
        CampaignImage: things["image"],
        Locale: Locale.objects.get(language_code="lo"),
        Organisation: things["mission"],
        Job: things["job"],
        Task: Task.objects.order_by("pk").first(),
        Workflow: Workflow.objects.order_by("pk").first(),
        Revision: Revision.objects.filter(object_id=str(things["film"].pk)).first(),
        BasePage: things["film"],
    }
