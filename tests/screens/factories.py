"""Screens of an operator, with finished files of posters."""

import hashlib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from cms.approvals.models import Approval
from cms.calls.models import CallPage
from cms.users.roles import Role
from outreach.organisations.models import Organisation, OrganisationKind
from outreach.posters.models import Poster, PosterFile, PosterState
from outreach.screens import schedule
from outreach.screens.keys import issue_key
from outreach.screens.models import Screen
from tests.approvals.factories import accept, hand_in, make_person, make_source
from tests.factories import LONG_AGO, UserFactory

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
FORMAT = "lift-portrait-fhd"


def make_operator(name="Lift screens"):
    return Organisation.objects.create(kind=OrganisationKind.OPERATOR, name=name, country="VN")


def make_screen(operator, **fields):
    return Screen.objects.create(**{"organisation_key": operator.key, "name": "Lift 7", "format": FORMAT, **fields})


def make_live_call():
    """A call that is public in Vietnamese, and the reference of its approval."""
    page = make_source(make_person(Role.EDITOR), CallPage, title="Lời kêu gọi", slug=f"call-{uuid4().hex[:12]}")
    accept(hand_in(page, UserFactory(superuser=True)), make_person(Role.PUBLISHER))
    return page


def make_file(
    screen=None,
    *,
    call=None,
    content=None,
    state=PosterState.RELEASED,
    width=1080,
    height=1920,
    media_type="image/png",
    **fields,
):
    """A poster's file, made of the text of a call that is public; for a screen, if one is given."""
    if screen is not None:
        place = {"organisation_key": screen.organisation_key, "placement": screen.place, "format_code": screen.format}
        fields = {**place, **fields}
    content = content or uuid4().bytes * 64
    call = call or make_live_call()
    approval = Approval.objects.of(call).current().get()
    poster = Poster.objects.create(
        item_kind="call",
        item_key=str(call.translation_key),
        language=approval.language,
        item_revision=str(approval.pk),
        item_sha256=approval.digest,
        approved_at=approval.approved_at,
        title="Lời kêu gọi",
        state=state,
        requested_by=UserFactory(),
        requested_at=LONG_AGO,
        **{"format_code": FORMAT, "placement": str(uuid4()), **fields},
    )
    sha256 = hashlib.sha256(content).hexdigest()
    return PosterFile.objects.create(
        poster=poster,
        media_type=media_type,
        storage_name=default_storage.save(f"posters/{sha256}.png", ContentFile(content)),
        sha256=sha256,
        size=len(content),
        width=width,
        height=height,
    )


def assign(screen, file, *, at=NOW, **fields):
    return schedule.assign(
        screen=screen,
        poster_file=file,
        showing=schedule.Showing(**{"starts_at": at, "ends_at": at + timedelta(days=30), **fields}),
        by_key="user:1",
        at=at,
    )


def make_key(operator, screen=None, *, at=NOW):
    """A key that outlives the tests."""
    issued = issue_key(organisation_key=operator.key, screen=screen, name="Player", by_key="user:1", at=at)
    issued.key.expires_at = NOW + timedelta(days=3650)
    issued.key.save()
    return issued


def make_installation():
    """One operator, one screen, one file on it, one key for it."""
    operator = make_operator()
    screen = make_screen(operator)
    file = make_file(screen)
    issued = make_key(operator, screen)
    times = {"starts_at": LONG_AGO, "ends_at": NOW + timedelta(days=3650)}
    return SimpleNamespace(
        operator=operator,
        screen=screen,
        file=file,
        assignment=assign(screen, file, **times),
        key=issued.key,
        token=issued.token,
    )
