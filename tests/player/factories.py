"""A screen with files that a browser can show, and an operator's member who connects it."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

from django.test import Client
from django.utils import timezone
from PIL import Image

from cms.users.roles import Role
from tests.approvals.factories import make_person
from tests.factories import LONG_AGO
from tests.organisations.factories import MembershipFactory
from tests.screens.factories import assign, make_file, make_live_call, make_operator, make_screen

COLOURS = ("#8c1c13", "#14489c", "#2f6b3a", "#6a4d1c")


def draw_picture(colour, *, noise=b""):
    """Return a small PNG of one colour; ``noise`` after its end makes the file larger, each by as much."""
    content = BytesIO()
    Image.new("RGB", (27, 48), colour).save(content, "PNG")
    return content.getvalue().ljust(500, b"\0") + noise


def make_wall(*, files=1, seconds=1, size=0, languages=("ko", "vi"), ends_in=timedelta(days=30)):
    """Make an operator with a screen and files scheduled on it one after the other, and a client of its member."""
    operator = make_operator("Seoul screens")
    operator.languages = list(languages)
    operator.save()
    screen = make_screen(operator, name="Hall A")
    call = make_live_call()
    contents = [draw_picture(COLOURS[place], noise=bytes([place]) * size) for place in range(files)]
    # Of one place, item and template only one poster is in force.
    made = [
        make_file(screen, call=call, content=content, template=f"design-{place}")
        for place, content in enumerate(contents)
    ]
    times = {"starts_at": LONG_AGO, "ends_at": timezone.now() + ends_in, "seconds": seconds}
    assignments = [
        assign(screen, file, at=timezone.now(), position=place + 1, **times) for place, file in enumerate(made)
    ]
    member = make_person(Role.OPERATOR)
    MembershipFactory(user=member, organisation=operator)
    client = Client()
    client.force_login(member, backend="cms.users.backends.UserBackend")
    return SimpleNamespace(
        operator=operator, screen=screen, files=made, assignments=assignments, member=member, client=client
    )


def enter_code(wall, code, *, screen=None):
    return wall.client.post("/en/portal/player/", {"screen": (screen or wall.screen).pk, "code": code})
