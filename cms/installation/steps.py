"""Steps from an empty database to a site that people can sign in to, in the order in which they need each other.

Each may run again and returns what it did as a sentence. Outreach adds its own with ``register_step``.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import trans_real
from django.utils.translation.reloader import translation_file_changed

from cms.approvals.workflow import set_up_workflows
from cms.campaign.loading import AnotherCampaign, load_campaign, refuse_another
from cms.campaign.models import Campaign
from cms.credentials.authority import has_key, make_authority
from cms.installation.failures import SetUpFailed
from cms.pages.site_tree import make_site_tree
from cms.users.groups import ensure_groups
from translations.campaign.reading import get_folder
from translations.catalogues import LOCALE, compile_catalogues, find_uncompiled

Step = Callable[[], str]
_later: dict[str, Step] = {}


def register_step(name: str, step: Step) -> None:
    """Add a step that an app needs when the database is ready."""
    _later[name] = step


def set_up(*, is_demonstration: bool = False) -> Iterator[str]:
    """Do every step that is still needed, and yield a sentence about each when it is done."""
    yield prepare_catalogues()
    yield migrate()
    yield set_up_authority()
    yield from set_up_languages()
    yield set_up_campaign(is_demonstration=is_demonstration)
    for step in _later.values():
        yield step()
    yield collect_static_files()


def prepare_catalogues() -> str:
    """Compile the interface's catalogues, and make this process read them; first, since pages take their titles there.

    Raise ``SetUpFailed`` if this user may not write them and they are missing.
    """
    try:
        compiled = compile_catalogues()
    except PermissionError as error:
        if find_uncompiled():
            raise SetUpFailed(
                f"The interface's texts aren't compiled, and this user may not write {LOCALE}. As the folder's owner, "
                "run: .venv/bin/python -m translations compile"
            ) from error
        compiled = 0
    if compiled:
        translation_file_changed(None, Path("django.mo"))
        trans_real.reset_cache(setting="LANGUAGES")
    return f"Interface texts: {compiled} catalogues compiled." if compiled else "Interface texts: all are compiled."


def migrate() -> str:
    """Bring the database's tables up to date; the ledger's triggers are installed again with every migration."""
    call_command("migrate", interactive=False, verbosity=0)
    return "Database: its tables and triggers are up to date."


def set_up_authority() -> str:
    """Make an authority for signing files, unless a key was set up. It is marked as a demonstration."""
    if has_key():
        return "Signing of files: a key is set up."
    make_authority(at=timezone.now())
    return (
        f"Signing of files: a demonstration authority was made in {settings.SIGNING_CHAIN_FILE}; docs/signing.md says "
        "how to replace it with one that others trust."
    )


@transaction.atomic
def set_up_languages() -> list[str]:
    """Make what each language lacks: groups of its roles, home and index pages, and its workflow."""
    groups = ensure_groups()
    pages = make_site_tree()
    languages = set_up_workflows()
    return [
        f"Roles: {groups} groups created." if groups else "Roles: all groups exist.",
        f"Pages: {len(pages)} home and index pages created." if pages else "Pages: every language has its pages.",
        f"Workflows: {len(languages)} languages can be approved.",
    ]


def set_up_campaign(*, is_demonstration: bool) -> str:
    """Load the campaign's folder, unless its campaign is there already: what people changed is kept.

    Raise ``SetUpFailed`` if the database holds another campaign than the folder.
    """
    try:
        refuse_another(get_folder())
    except AnotherCampaign as refusal:
        raise SetUpFailed(str(refusal)) from refusal
    campaign = Campaign.objects.first()
    if campaign is not None:
        return f"Campaign: “{campaign}” exists and was left as it is."
    counts = load_campaign(is_demonstration=is_demonstration)
    return f"Campaign: loaded, with {counts['topic']} topics and {counts['place']} places."


def collect_restored(*, at: datetime) -> list[str]:
    """Collect the static files after a restore: they are in ``DATA_DIR`` and in no back-up."""
    return [collect_static_files()]


def collect_static_files() -> str:
    """Copy styles, scripts and fonts to where the front server finds them."""
    if getattr(settings, "WHITENOISE_USE_FINDERS", False):
        return "Static files: served from their own folders."
    call_command("collectstatic", interactive=False, verbosity=0)
    return f"Static files: collected in {settings.STATIC_ROOT}."
