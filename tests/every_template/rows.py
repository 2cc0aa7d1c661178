"""The table of pages: one row or more for each template that readers and partners see as a page of its own."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cms.facts.models import FactKind
from cms.published import Particulars, propose_particulars
from cms.users.roles import Role
from outreach.holdings.use_reports import Use, report_use
from outreach.organisations.mail_settings import sign_unsubscriber
from outreach.organisations.models import Invitation
from tests.approvals.factories import make_person
from tests.browser.test_portal import deliver, recall
from tests.browser.test_press_room import share_embargoed
from tests.factories import ContactChannelFactory, FactFactory
from tests.organisations.factories import MembershipFactory, OrganisationFactory
from tests.screens.factories import make_installation
from tests.users.test_mfa import set_up

if TYPE_CHECKING:
    from cms.users.models import User
    from outreach.organisations.models import Organisation
    from tests.pages.factories import PublicSite

ROOT = Path(__file__).resolve().parents[2]
LEADS_ON = re.compile(r"""\{% (?:extends|include) "([\w/.-]+)\"""")


class Viewer(StrEnum):
    READER = "reader"
    PARTNER = "partner"
    HOLDER = "holder"
    """A partner who has a second factor and has just given the password."""


@dataclass(frozen=True)
class Row:
    """A page: its template, its address below a language's prefix unless it begins with a slash, and its status.

    What is in braces is an object of ``World.names``.
    """

    template: str
    path: str
    status: int = 200
    viewer: Viewer = Viewer.READER


ROWS = (
    Row("pages/home_page.html", ""),
    Row("core/index_page.html", "calls/"),
    Row("core/index_page.html", "stories/?page=2"),
    Row("core/index_page.html", "films/"),
    Row("core/index_page.html", "rebuttals/"),
    Row("calls/call_page.html", "calls/ban-do/?from=AU"),
    Row("calls/call_page.html", "calls/dong/"),
    Row("stories/story_page.html", "stories/ban-do/"),
    Row("stories/story_page.html", "stories/so-tay/"),
    Row("films/film_page.html", "films/ban-do/?from=AU"),
    Row("rebuttals/rebuttal_page.html", "rebuttals/ban-do/"),
    Row("events/event_index_page.html", "events/"),
    Row("events/event_page.html", "events/ban-do/?from=AU"),
    Row("events/event_page.html", "events/da-qua/"),
    Row("press/press_index_page.html", "press/"),
    Row("press/press_material_page.html", "press/tu-lieu/"),
    Row("press/release_page.html", "press/ban-do/"),
    Row("participation/take_part_index_page.html", "take-part/"),
    Row("participation/guide_page.html", "take-part/ban-do/"),
    Row("participation/contest_page.html", "take-part/thi/"),
    Row("pages/standard_page.html", "chung-toi/"),
    Row("pages/missions.html", "missions/?from=AU"),
    Row("pages/missions.html", "missions/"),
    Row("pages/genuine.html", "genuine/"),
    Row("pages/kept_data.html", "kept-data/"),
    Row("core/search.html", "search/?q=ban"),
    Row("core/search.html", "search/?q=zzzqqq"),
    Row("core/not_found.html", "nothing/", 404),
    Row("core/gone.html", "gone/", 410),
    Row("core/bad_address.html", "calls/ban-do/?from=ZZ", 404),
    Row("core/form_incomplete.html", "?next=x", 400),
    Row("core/no_home.html", "odd/no-home/", 503),
    Row("core/forbidden.html", "odd/forbidden/", 403),
    Row("core/form_expired.html", "odd/form-expired/", 403),
    Row("core/server_error.html", "odd/server-error/", 500),
    Row("emergency/face.html", "odd/face/", 503),
    Row("emergency/notice.html", "odd/everything-withdrawn/", 410),
    Row("emergency/no_sign_in.html", "odd/no-sign-in/", 503),
    Row("previews/nothing.html", "preview/none/", 404),
    Row("previews/wait.html", "odd/wait/", 429),
    Row("press/release_page.html", "{preview}"),
    Row("links/unknown.html", "/q/ZZZZZZ", 404),
    Row("links/withdrawn.html", "odd/withdrawn-code/", 410),
    Row("links/emergency.html", "odd/emergency-code/", 410),
    Row("429.html", "odd/too-many/", 429),
    Row("account/lockout.html", "odd/lockout/", 429),
    Row("account/login.html", "/accounts/login/"),
    Row("account/account_inactive.html", "/accounts/inactive/"),
    Row("account/password_reset.html", "/accounts/password/reset/"),
    Row("account/password_reset_done.html", "/accounts/password/reset/done/"),
    Row("account/password_reset_from_key.html", "/accounts/password/reset/key/{key}/"),
    Row("account/password_reset_from_key_done.html", "/accounts/password/reset/key/done/"),
    Row("account/signed_in.html", "/accounts/signed-in/", viewer=Viewer.PARTNER),
    Row("account/logout.html", "/accounts/logout/", viewer=Viewer.PARTNER),
    Row("account/password_change.html", "/accounts/password/change/", viewer=Viewer.PARTNER),
    Row("account/reauthenticate.html", "/accounts/reauthenticate/", viewer=Viewer.PARTNER),
    Row("mfa/totp/activate_form.html", "/accounts/2fa/totp/activate/", viewer=Viewer.PARTNER),
    Row("mfa/index.html", "/accounts/2fa/", viewer=Viewer.HOLDER),
    Row("mfa/reauthenticate.html", "/accounts/2fa/reauthenticate/", viewer=Viewer.HOLDER),
    Row("mfa/recovery_codes/index.html", "/accounts/2fa/recovery-codes/", viewer=Viewer.HOLDER),
    Row("mfa/recovery_codes/generate.html", "/accounts/2fa/recovery-codes/generate/", viewer=Viewer.HOLDER),
    Row("mfa/totp/deactivate_form.html", "/accounts/2fa/totp/deactivate/", viewer=Viewer.HOLDER),
    Row("portal/home.html", "portal/", viewer=Viewer.PARTNER),
    Row("portal/edition.html", "portal/editions/{edition}/", viewer=Viewer.PARTNER),
    Row("portal/report.html", "portal/editions/{edition}/report/", viewer=Viewer.PARTNER),
    Row("portal/report.html", "portal/editions/{edition}/report/?kind=post", viewer=Viewer.PARTNER),
    Row("portal/report_many.html", "portal/editions/{edition}/report/many/", viewer=Viewer.PARTNER),
    Row("portal/edition.html", "portal/editions/{edition}/?language=ko&role=text", viewer=Viewer.PARTNER),
    Row("portal/figures.html", "portal/figures/", viewer=Viewer.PARTNER),
    Row("portal/calendar.html", "portal/calendar/", viewer=Viewer.PARTNER),
    Row("portal/correct_report.html", "portal/reports/{use}/correct/", viewer=Viewer.PARTNER),
    Row("portal/recall.html", "portal/recalls/{recall}/", viewer=Viewer.PARTNER),
    Row("portal/recall.html", "portal/recalls/{rehearsal}/", viewer=Viewer.PARTNER),
    Row("acquisition/films.html", "portal/films/{organisation}/", viewer=Viewer.PARTNER),
    Row("portal/withheld.html", "odd/withheld/", 410, viewer=Viewer.PARTNER),
    Row("portal/home.html", "odd/withdrawn-portal/", viewer=Viewer.PARTNER),
    Row("portal/guide.html", "portal/help/", viewer=Viewer.PARTNER),
    Row("portal/account.html", "portal/account/", viewer=Viewer.PARTNER),
    Row("portal/members.html", "portal/organisations/{organisation}/members/", viewer=Viewer.PARTNER),
    Row("portal/particulars.html", "portal/organisations/{organisation}/particulars/", viewer=Viewer.PARTNER),
    Row(
        "portal/propose_particulars.html",
        "portal/organisations/{organisation}/particulars/{contact}/",
        viewer=Viewer.PARTNER,
    ),
    Row("portal/invitation.html", "portal/invitation/invited/"),
    Row("portal/invitation.html", "portal/invitation/used/", 410),
    Row("portal/unsubscribe.html", "portal/unsubscribe/{unsubscriber}/"),
    Row("player/connect.html", "portal/player/", viewer=Viewer.PARTNER),
    Row("player/play.html", "/play/"),
    Row("verify/verify.html", "verify/"),
)
UNSHOWN = {"verify/answer.html": "shown once a form was sent: tests/verify"}
"""Parts that no page of the table shows, each with the reason."""
NOT_PAGES = {
    "core/base.html": "the frame of all",
    "core/page.html": "the frame of an item",
    "core/error_page.html": "the frame of refusals",
    "links/notice.html": "the frame of the pages for codes",
    "portal/base.html": "the frame of the portal",
    "allauth/layouts/base.html": "the frame of accounts",
    "allauth/layouts/entrance.html": "the frame of accounts",
    "allauth/layouts/manage.html": "the frame of accounts",
}
OF_STAFF = {
    "account/reset_authenticators.html": "an administrator's",
    "mfa/authenticate.html": "between the password and the second factor",
    "pages/admin/design.html": "the page of the design",
    "api/documentation.html": "for programmers",
}


def find_pages() -> set[str]:
    """Return the names of all templates that are whole documents, by themselves or by what they extend."""
    sources = _read_sources()
    whole = {name for name, text in sources.items() if "<!doctype html>" in text}
    before: set[str] = set()
    while before != whole:
        before = set(whole)
        whole |= {name for name, text in sources.items() if (first := LEADS_ON.match(text)) and first[1] in whole}
    return {name for name in whole if not name.startswith("wagtailadmin/")}


def find_parts() -> set[str]:
    """Return what the pages of the table include or extend, as far as the names are written out, and all blocks."""
    sources = _read_sources()
    found = {row.template for row in ROWS} | {name for name in sources if name.startswith("core/blocks/")}
    before: set[str] = set()
    while before != found:
        before = set(found)
        found |= {led for name in before for led in LEADS_ON.findall(sources[name]) if led in sources}
    return found


def _read_sources() -> dict[str, str]:
    files = [path for app in ("cms", "outreach") for path in (ROOT / app).glob("*/templates/**/*.html")]
    return {path.as_posix().partition("/templates/")[2]: path.read_text(encoding="utf-8") for path in files}


@dataclass(frozen=True)
class World:
    """The objects that rows name in braces, and those who sign in."""

    names: dict[str, str]
    people: dict[Viewer, User]

    def make_path(self, row: Row, language: str) -> str:
        path = row.path.format(**self.names)
        return path if path.startswith("/") else f"/{language}/{path}"

    def sign_in(self, viewer: Viewer) -> str:
        """Return the session of somebody who has just given the password, as allauth notes it; "" of a reader."""
        user = self.people.get(viewer)
        if user is None:
            return ""
        client = Client()
        client.force_login(user, backend="cms.users.backends.UserBackend")
        session: Any = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client.cookies[settings.SESSION_COOKIE_NAME].value


def invite_and_propose(organisation: Organisation, *, by: User) -> int:
    """Invite a colleague, and propose new hours of a public contact; return its number."""
    now = timezone.now()
    for token in ("invited", "expired"):
        Invitation.objects.create(
            organisation=organisation,
            email=f"{token}@example.org",
            language="ko",
            invited_by=by,
            invited_at=now,
            expires_at=now + timedelta(days=7 if token == "invited" else -1),
            token_sha256=sha256(token.encode()).hexdigest(),
        )
    fact = FactFactory(value="+82237385200")
    address = FactFactory(kind=FactKind.ADDRESS, value="Seoul")
    hours = [{"day": 0, "opens": "08:00", "closes": "17:00"}]
    channel = ContactChannelFactory(
        verified=True, kind="mission", country="KR", facts=[fact, address], opening_hours=hours, time_zone="Asia/Seoul"
    )
    organisation.contact_keys = [channel.pk]
    organisation.save()
    wanted = Particulars(hours=dict.fromkeys(range(5), "09:00–12:00"))
    propose_particulars(key=channel.pk, wanted=wanted, source="A note", by=by, at=now)
    return int(channel.pk)


def make_world(site: PublicSite, language: str) -> World:
    """Create partners who read this language, an edition, a report, a recall and a preview."""
    organisation = OrganisationFactory(country="KR", languages=["ko", "vi"])
    installation = make_installation()
    edition = deliver(organisation)
    partner, holder = (make_person(Role.PARTNER, interface_language=language) for _each in range(2))
    for member in (partner, holder):
        MembershipFactory(user=member, organisation=organisation, is_lead=True)
        MembershipFactory(user=member, organisation=installation.operator)
    contact = invite_and_propose(organisation, by=partner)
    set_up(holder)
    use = Use(place="Sảnh đến", starts_on=edition.requested_at.date(), edition_key=str(edition.key))
    names = {
        "organisation": str(organisation.key),
        "contact": str(contact),
        "unsubscriber": sign_unsubscriber(partner),
        "preview": share_embargoed(site),
        "key": f"{user_pk_to_url_str(partner)}-{default_token_generator.make_token(partner)}",
        "edition": str(edition.key),
        "use": str(report_use(organisation=organisation, use=use, by=partner, at=edition.requested_at).pk),
        "recall": str(recall(organisation).pk),
        "rehearsal": str(recall(organisation, is_rehearsal=True).pk),
    }
    return World(names, {Viewer.PARTNER: partner, Viewer.HOLDER: holder})
