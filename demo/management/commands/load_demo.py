from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from wagtail.models import WorkflowPage

from cms.approvals.workflow import set_up_workflows
from cms.campaign.loading import load_campaign
from cms.campaign.models import Campaign
from cms.pages.site_tree import make_site_tree
from cms.users.groups import ensure_groups
from demo.files import read_items
from demo.outreach import load_outreach
from demo.pages import load_item
from demo.partners import load_partners
from demo.people import get_person, get_sign_ins, load_people
from demo.register import load_register
from translations.languages import CODES


class Command(BaseCommand):
    help = "Load the demonstration campaign. Idempotent; later changes are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--signins", action="store_true", help="print one sign-in for each role")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["signins"]:
            self.stdout.write(get_sign_ins(Path(settings.DATA_DIR) / "signins.txt"))
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
    ensure_groups()
    load_campaign(is_demonstration=True)
    make_site_tree()
    set_up_workflows()
