"""What is looked at in a translation besides its facts. Rules are rows over small functions; `translations/checks.toml`
says how much each weighs and where it is off."""

from cms.translation_desk.checks.running import check_segments, check_translation
from cms.translation_desk.checks.settings import CheckSettings, get_settings

__all__ = ["CheckSettings", "check_segments", "check_translation", "get_settings"]
