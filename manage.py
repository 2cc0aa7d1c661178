#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from cms.settings.environment import UnusableSetting
from translations.campaign.folder import BrokenCampaign

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
    try:
        execute_from_command_line(sys.argv)
    except BrokenCampaign as broken:
        sys.exit(f"The campaign's folder can't be used, so nothing was started.\n{broken}")
    except UnusableSetting as unusable:
        sys.exit(f"The settings can't be used, so nothing was started.\n{unusable}")
