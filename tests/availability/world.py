"""One film with a file of every kind, delivered to an embassy in Korea, on a screen and on a poster with a code."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from PIL import Image

from cms.approvals.models import Approval
from cms.approvals.withdrawal import withdraw
from cms.emergency.withdrawal import withdraw_everything
from cms.facts.models import FactVersion
from cms.facts.register import approve, propose
from cms.facts.revocation import revoke_value
from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from cms.jobs.models import JobState
from cms.jobs.queue import run_pending_jobs
from cms.media.models import CampaignDocument, CampaignImage, FilmMaster
from cms.users.models import User
from cms.users.roles import Role
from outreach.kits.editions import create_kit, request_edition
from outreach.kits.models import KitEdition, KitFile
from outreach.kits.plan import ItemKey
from outreach.links.creation import create_link
from outreach.links.models import Link
from outreach.organisations.models import Organisation
from outreach.posters.models import Loop, Poster, PosterDrawing, PosterFile, PosterState
from outreach.posters.words import find_facts
from outreach.recalls.recall import send_recall
from outreach.recalls.targets import RecallTarget
from outreach.screens.keys import issue_key
from outreach.screens.models import Screen, ScreenAssignment
from outreach.screens.schedule import Showing, assign, assign_loop
from tests.approvals.factories import make_person
from tests.factories import ContactChannelFactory, FactFactory
from tests.media.recorded import RECORDED
from tests.organisations.factories import MembershipFactory, OrganisationFactory
from tests.pages.factories import PublicSite, make_public_site
from tests.posters.factories import record_drawing, record_loop, record_release

FORMAT = "lift-portrait-fhd"
TRACK = "WEBVTT\n\n00:01.000 --> 00:03.000\nCó người vẫn nhớ.\n"


@dataclass
class World:
    """The film's objects and the clients of those who may fetch them."""

    site: PublicSite
    film: FilmPage
    korean: FilmPage
    image: CampaignImage
    document: CampaignDocument
    masters: dict[str, FilmMaster]
    organisation: Organisation
    member: User
    edition: KitEdition
    poster: Poster
    drawing: PosterDrawing
    loop: Loop
    link: Link
    screen: Screen
    assignment: ScreenAssignment
    token: str
    partner: Client
    officer: Client

    @property
    def key(self) -> str:
        return str(self.film.translation_key)

    def get_file(self, *, role: str, language: str = "ko", suffix: str = "") -> KitFile:
        return self.edition.files.get(role=role, language=language, path__endswith=suffix)

    def build(self) -> KitEdition:
        """Build the next edition and return it."""
        edition = request_edition(kit=self.edition.kit, organisation=self.organisation, by=None, at=timezone.now())
        return finish(edition)

    def recall(self, **target: Any) -> None:
        send_recall(
            target=RecallTarget(**{"title": "Phim", **target}),
            reason="Sai địa danh",
            deadline=timezone.now() + timedelta(days=3),
            by=self.site.lead,
            at=timezone.now(),
        )


def make_world() -> World:
    site = make_public_site()
    film, korean, image, document, masters = make_film(site)
    organisation = OrganisationFactory(country="KR", languages=["vi", "ko"])
    member = make_person(Role.PARTNER, interface_language="en")
    MembershipFactory(user=member, organisation=organisation)
    item = ItemKey("film", str(film.translation_key))
    poster = hang(korean, organisation)
    loop = record_loop(poster)
    kit = create_kit(title="Kit", organisations=[organisation], items=[item], by=None, at=timezone.now())
    edition = finish(request_edition(kit=kit, organisation=organisation, by=None, at=timezone.now()))
    screen = Screen.objects.create(organisation_key=organisation.key, name="Lift", format=FORMAT)
    issued = issue_key(organisation_key=organisation.key, screen=None, name="P", by_key="user:1", at=timezone.now())
    return World(
        site=site,
        film=film,
        korean=korean,
        image=image,
        document=document,
        masters=masters,
        organisation=organisation,
        member=member,
        edition=edition,
        poster=poster,
        drawing=record_drawing(poster),
        loop=loop,
        link=create_link(item_kind="film", item_key=item.key, language="ko", organisation_key=organisation.key),
        screen=screen,
        assignment=assign_now(screen, poster, loop),
        token=issued.token,
        partner=sign_in(member),
        officer=sign_in(make_person(Role.OUTREACH_OFFICER, interface_language="en")),
    )


def make_film(site: PublicSite) -> tuple[FilmPage, FilmPage, CampaignImage, CampaignDocument, dict[str, FilmMaster]]:
    """A film in Vietnamese and Korean, each with its own sound, that may be shown everywhere from last month."""
    fact = FactFactory(key="hotline", value="+84965001222")
    ContactChannelFactory(verified=True, facts=[fact], name="Đường dây nóng", languages=["vi", "ko"])
    image = CampaignImage.objects.create(title="Ảnh", file=ContentFile(make_png(), name="a.png"), **RECORDED)
    document = CampaignDocument.objects.create(title="Mẫu", file=ContentFile(b"%PDF-1.7\n", name="form.pdf"))
    body = f'<p>Gọi [[hotline]]. <a linktype="document" id="{document.pk}">Mẫu</a></p>'
    film = site.publish(
        FilmPage,
        slug="phim",
        body=[("paragraph", {"text": body})],
        picture=image,
        picture_text="Cánh đồng",
        subtitles=TRACK,
        transcript="",
        poster_headline="Ai biết?",
    )
    masters = {tag: add_master(tag) for tag in ("vi", "ko")}
    for tag, master in masters.items():
        LanguageVersion.objects.create(
            film=film, language_tag=tag, master=master, kind="original" if tag == "vi" else "dubbed"
        )
    RightsWindow.objects.create(film=film, starts_on=timezone.localdate() - timedelta(days=30))
    korean = site.translate(film, "ko", title="영화", subtitles=TRACK.replace("Có người vẫn nhớ", "기억합니다"))
    return film, korean, image, document, masters


def make_png(colour: str = "green") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (40, 30), colour).save(buffer, "PNG")
    return buffer.getvalue()


def add_master(tag: str) -> FilmMaster:
    content = f"film with sound in {tag}".encode()
    return FilmMaster.objects.create(
        title=f"Film {tag}",
        file=ContentFile(content, name=f"film-{tag}.mp4"),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        **RECORDED,
    )


def hang(page: FilmPage, organisation: Organisation) -> Poster:
    """A released poster of the page's text. Its picture has no code."""
    from cms.published import get_published

    language = page.locale.language_code
    item = get_published(kind="film", key=str(page.translation_key), language=language)
    approval = Approval.objects.of(page).current().get()
    poster = Poster.objects.create(
        item_kind="film",
        item_key=str(page.translation_key),
        language=language,
        item_revision=str(approval.pk),
        item_sha256=approval.digest,
        approved_at=approval.approved_at,
        facts=find_facts(item),
        title=page.title,
        format_code=FORMAT,
        organisation_key=organisation.key,
        placement="Lift",
        state=PosterState.RELEASED,
        requested_by=make_person(Role.OUTREACH_OFFICER),
        requested_at=timezone.now(),
    )
    content = make_png("brown")
    file = PosterFile.objects.create(
        poster=poster,
        media_type="image/png",
        storage_name=default_storage.save(f"posters/{poster.key}.png", ContentFile(content)),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        width=1080,
        height=1920,
    )
    record_release(file, at=timezone.now())
    return poster


def assign_now(screen: Screen, poster: Poster, loop: Loop) -> ScreenAssignment:
    """Schedule the poster and the loop; return the place of the poster."""
    now = timezone.now()
    showing = Showing(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=90))
    assign_loop(screen=screen, loop_file=loop.files.get(), showing=showing, by_key="user:1", at=now)
    return assign(screen=screen, poster_file=poster.file, showing=showing, by_key="user:1", at=now)


def finish(edition: KitEdition) -> KitEdition:
    jobs = run_pending_jobs()
    assert {job.state for job in jobs} == {JobState.DONE}, [job.error for job in jobs]
    return KitEdition.objects.select_related("kit", "organisation").get(pk=edition.pk)


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="cms.users.backends.UserBackend")
    return client


# --- what makes the film's files leave no more ---


def withdraw_everywhere(world: World) -> None:
    key = world.film.translation_key
    withdraw(translation_key=key, language=None, by=world.site.lead, reason="Sai địa danh", at=timezone.now())


def recall_item(world: World) -> None:
    world.recall(kind="film", key=world.key)


def place_under_embargo(world: World) -> None:
    withdraw_everywhere(world)
    pages = FilmPage.objects.filter(translation_key=world.film.translation_key)
    pages.update(embargo_until=timezone.now() + timedelta(days=7))


def begin_later(world: World) -> None:
    starts_on = timezone.localdate() + timedelta(days=21)
    RightsWindow.objects.update(starts_on=starts_on)
    moment = timezone.now() + timedelta(days=21)
    ScreenAssignment.objects.update(starts_at=moment, ends_at=moment + timedelta(days=1))


def end_yesterday(world: World) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    RightsWindow.objects.update(ends_on=yesterday)
    CampaignImage.objects.update(rights_until=yesterday)
    ScreenAssignment.objects.update(ends_at=timezone.now() - timedelta(minutes=1))


def license_elsewhere(world: World) -> None:
    RightsWindow.objects.update(territory="JP")
    CampaignImage.objects.update(territories="JP")


def revoke_fact(world: World) -> None:
    version = FactVersion.objects.get(fact__key="hotline", state="approved")
    revoke_value(version=version, by=world.site.lead, at=timezone.now(), reason="Sai số")


def change_fact(world: World) -> None:
    fact = FactVersion.objects.get(fact__key="hotline", state="approved").fact
    proposed = propose(fact=fact, value="+84965001223", source="V.1.c", by=world.site.editor, at=timezone.now())
    approve(version=proposed, by=world.site.publisher, at=timezone.now())


def change_text(world: World) -> None:
    draft = world.korean.get_latest_revision_as_object()
    draft.title = "다른 영화"
    world.site.approve(draft, make_person(Role.TRANSLATOR, "ko"), make_person(Role.REVIEWER, "ko"))


def lose_files(world: World) -> None:
    for name in list_files(world):
        default_storage.delete(name)


def list_files(world: World) -> list[str]:
    """Return the names in storage of the files that were made of the film."""
    films = [world.loop.files.get().storage_name, *(master.file.name for master in world.masters.values())]
    return [world.edition.storage_name, world.poster.file.storage_name, world.drawing.picture, *films]


def close_organisation(world: World) -> None:
    Organisation.objects.filter(pk=world.organisation.pk).update(is_active=False)
    world.organisation.refresh_from_db()


def withdraw_all(world: World) -> None:
    withdraw_everything(reason="Sai địa danh", by=world.site.lead, at=timezone.now())


def withdraw_korean(world: World) -> None:
    withdraw_everything(reason="Bản dịch sai", by=world.site.lead, at=timezone.now(), language="ko")


CAUSES: dict[str, Callable[[World], None]] = {
    "withdrawn": withdraw_everywhere,
    "recalled": recall_item,
    "embargoed": place_under_embargo,
    "not_yet_valid": begin_later,
    "expired": end_yesterday,
    "no_rights": license_elsewhere,
    "fact_revoked": revoke_fact,
    "fact_changed": change_fact,
    "superseded": change_text,
    "unreadable": lose_files,
    "organisation_closed": close_organisation,
    "emergency": withdraw_all,
    "language_withdrawn": withdraw_korean,
}
