"""Screens, posters and kits of the demonstration, made after publication."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.apps import apps

from cms.installation.steps import set_up_authority
from cms.jobs.queue import run_pending_jobs
from demo.files import read_table
from demo.pages import PAGES
from demo.people import get_person
from translations.languages import SOURCE

if TYPE_CHECKING:
    from outreach.organisations.models import Organisation

SHOWN_FOR = timedelta(days=180)
CALL = ("call", "witnesses")
KIT_ITEMS = (CALL, ("film", "while-memory-speaks"), ("story", "map-from-memory"))
MISSIONS = ("mission-kr", "mission-au")
SHEETS = (("mission-kr", "ko", "lift-portrait-hd"), ("mission-kr", "ko", "print-a3"), ("mission-au", "en", "print-a3"))


def load_outreach(*, at: datetime) -> int:
    """Create what is missing through outreach's rules and jobs; return how many. Does nothing without outreach."""
    if not apps.is_installed("outreach.kits"):
        return 0
    set_up_authority()  # posters wait until files can be signed
    return _load_screens() + _load_posters(at=at) + _load_schedule(at=at) + _load_kits(at=at)


def _get_organisation(name: str) -> "Organisation":
    from outreach.organisations.models import Organisation  # outreach may not be installed

    row = next(row for row in read_table("organisations")["organisation"] if row["id"] == name)
    return Organisation.objects.get(kind=row["kind"], name_vi=row["name"]["vi"])


def _get_key(kind: str, slug: str) -> str:
    page_class = PAGES[kind][0]
    return str(page_class.objects.get(locale__language_code=SOURCE, slug=slug).translation_key)


def _load_screens() -> int:
    from outreach.screens.models import Screen  # outreach may not be installed

    made = 0
    for row in read_table("screens")["screen"]:
        _screen, created = Screen.objects.get_or_create(
            organisation_key=_get_organisation(row["organisation"]).key,
            format=row["format"],
            defaults={"name": row["placement"], "location": row["placement"], "is_demonstration": True},
        )
        made += created
    return made


def _load_posters(*, at: datetime) -> int:
    from outreach.posters.models import Poster  # outreach may not be installed
    from outreach.posters.requests import request_posters
    from outreach.screens.models import Screen

    before = Poster.objects.count()
    if before:
        return 0
    officer, key = get_person("outreach-officer"), _get_key(*CALL)
    screens = Screen.objects.order_by("pk")
    wanted = [(screen.organisation_key, SOURCE, screen.format, screen.place) for screen in screens]
    wanted += [(_get_organisation(name).key, language, code, "Nơi treo minh họa") for name, language, code in SHEETS]
    for organisation_key, language, format_code, placement in wanted:
        request_posters(
            kind=CALL[0],
            key=key,
            languages=[language],
            format_codes=[format_code],
            placement=placement,
            organisation_key=organisation_key,
            by=officer,
            at=at,
        )
    run_pending_jobs()
    return Poster.objects.count()


def _load_schedule(*, at: datetime) -> int:
    from outreach.posters.models import Poster  # outreach may not be installed
    from outreach.screens.models import Screen, ScreenAssignment
    from outreach.screens.schedule import Showing, assign

    made = 0
    for screen in Screen.objects.order_by("pk"):
        poster = Poster.objects.released().filter(format_code=screen.format, placement=screen.place).first()
        if poster is None or ScreenAssignment.objects.filter(screen=screen).exists():
            continue
        assign(
            screen=screen,
            poster_file=poster.file,
            showing=Showing(starts_at=at, ends_at=at + SHOWN_FOR),
            by_key=get_person("outreach-officer").key,
            at=at,
        )
        made += 1
    return made


def _load_kits(*, at: datetime) -> int:
    from outreach.kits.editions import create_kit, request_edition  # outreach may not be installed
    from outreach.kits.models import Kit
    from outreach.kits.names import approve_name
    from outreach.kits.plan import ItemKey

    if Kit.objects.exists():
        return 0
    officer, organisations = get_person("outreach-officer"), [_get_organisation(name) for name in MISSIONS]
    kit = create_kit(
        title="Bộ tài liệu minh họa",
        organisations=organisations,
        items=[ItemKey(kind, _get_key(kind, slug)) for kind, slug in KIT_ITEMS],
        by=officer,
        at=at,
        is_demonstration=True,
    )
    approve_name(name=kit.names.get(), by=get_person("desk-lead"), at=at)
    for organisation in organisations:
        request_edition(kit=kit, organisation=organisation, by=officer, at=at)
    run_pending_jobs()
    return 1 + len(organisations)
