"""Short clips for the demonstration's films: generated text cards without real people, scenes or documents."""

from datetime import date

from django.core.files.base import ContentFile

from cms.films.models import FilmPage, LanguageVersion, RightsWindow
from cms.media.masters import add_master
from cms.media.models import Consent
from cms.render.video import make_clip
from demo.files import Item
from translations.languages import get_language_entry

SECONDS = 20
"""The timing of the subtitles depends on it: five cards of four seconds."""

NOTICES = {"vi": "Phim minh họa", "en": "Demonstration film", "ko": "시연용 영상"}

OWN_RIGHTS = {
    "rights_holder": "Nhớ Nguồn",
    "licence": "Tư liệu minh họa do chính phần mềm này tạo ra",
    "consent": Consent.NOT_NEEDED.value,
}
"""The clips are text cards that this software draws: nobody's work, and nobody is in them."""


def add_clips(*, film: FilmPage, item: Item, on: date) -> None:
    """Add a language version for each language in ``NOTICES``, and worldwide rights."""
    RightsWindow.objects.get_or_create(film=film, territory="", defaults={"starts_on": on, "note": "demonstration"})
    for language, notice in NOTICES.items():
        tag = get_language_entry(language).tag
        if language not in item.texts or LanguageVersion.objects.filter(film=film, language_tag=tag).exists():
            continue
        text = item.texts[language]
        clip = make_clip(tuple(text["transcript"]), language=language, notice=notice, seconds=SECONDS)
        file = ContentFile(clip, name=f"{item.metadata['slug']}-{language}.mp4")
        master = add_master(title=text["title"], file=file, is_demonstration=True, rights=OWN_RIGHTS)
        LanguageVersion.objects.create(film=film, language_tag=tag, master=master)
