from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from wagtail.models import WorkflowPage

from cms.campaign.models import Campaign
from cms.installation.steps import set_up_campaign, set_up_languages
from cms.users.models import User
from demo.files import read_items
from demo.outreach import load_outreach
from demo.pages import load_item
from demo.partners import load_partners
from demo.people import SIGN_INS, get_person, get_sign_ins, has_passwords, load_people
from demo.register import load_register
from translations.campaign.reading import get_folder
from translations.languages import CODES

CAMPAIGN = "nho-nguon"
"""The key of the campaign that the demonstration shows."""
OWN_CAMPAIGN = (
    "This installation has a campaign of its own, so the demonstration isn't loaded into it. Sign in with the names "
    "and passwords that you have."
)
NOT_LOADED = (
    "The demonstration isn't loaded yet, so it has no sign-ins. Load it first, with the same command without --signins."
)


class Command(BaseCommand):
    help = "Load the demonstration campaign. Idempotent; later changes are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--signins", action="store_true", help="print one sign-in for each role, after it was loaded; load nothing"
        )
        parser.add_argument("--anew", action="store_true", help="with --signins: set new passwords")
        parser.add_argument("--once", action="store_true", help="load nothing if it was loaded before")

    def handle(self, *args: Any, **options: Any) -> None:
        if get_folder().key != CAMPAIGN:
            raise CommandError(
                f"The demonstration is that of the campaign “{CAMPAIGN}”, and this installation runs "
                f"“{get_folder().key}”. Nothing was loaded. docs/another-campaign.md says how to set it up."
            )
        if Campaign.objects.filter(is_demonstration=False).exists():
            if not options["once"]:
                self.stdout.write(OWN_CAMPAIGN)
            return
        if options["signins"]:
            if not User.objects.filter(username=SIGN_INS[-1].username).exists():
                raise CommandError(NOT_LOADED)
            self.stdout.write(get_sign_ins(Path(settings.DATA_DIR) / "signins.txt", anew=options["anew"]))
            return
        if options["once"] and has_passwords():
            return
        at = timezone.now()
        set_up()
        made = load_people()
        made += load_register(editor=get_person("editor"), publisher=get_person("publisher"), at=at)
        made += load_partners()
        made += sum(load_item(item, at=at) for item in read_items())
        made += load_outreach(at=at)
        self.stdout.write(
            f"The demonstration campaign is loaded: {made} rows created." if made else "Nothing was missing."
        )


@transaction.atomic
def set_up() -> None:
    """Create groups, campaign, page trees and workflows, unless all exist; changes made in the admin are kept."""
    if WorkflowPage.objects.count() >= len(CODES) and Campaign.objects.exists():
        return
    set_up_languages()
    set_up_campaign(is_demonstration=True)
