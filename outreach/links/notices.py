"""The pages for unknown codes and withdrawn items, in the reader's language and with the verified hotline."""

from django.template.loader import render_to_string
from django.utils import translation

from cms import published
from outreach.redirector.link_table import Notices
from translations.languages import CODES, LANGUAGES, SOURCE, get_language_entry

UNKNOWN, WITHDRAWN, EMERGENCY = "unknown", "withdrawn", "emergency"


def render_notice(*, notice: str, language: str, is_beside_source: bool = False) -> bytes:
    """Return the whole page, with the same in the source language if asked.

    It needs no other file, so it can be kept and sent when nothing else answers.
    """
    with translation.override(language):
        page = render_to_string(
            f"links/{notice}.html",
            {
                "language": get_language_entry(language),
                "source": get_language_entry(SOURCE) if is_beside_source else None,
                "languages": LANGUAGES,
                "hotline": published.hotline(language),
                "campaign": published.get_campaign_names(language),
            },
        )
    return page.encode()


def choose_withdrawn() -> str:
    """Return the notice for a code that leads nowhere now: its text was withdrawn, or everything is."""
    return EMERGENCY if published.is_everything_withdrawn() else WITHDRAWN


def render_notices() -> Notices:
    """Return all pages in every language of the campaign."""
    withdrawn = choose_withdrawn()
    return Notices(
        unknown={code: render_notice(notice=UNKNOWN, language=code) for code in CODES},
        withdrawn={code: render_notice(notice=withdrawn, language=code) for code in CODES},
        withdrawn_source={
            code: render_notice(notice=withdrawn, language=code, is_beside_source=code != SOURCE) for code in CODES
        },
    )
