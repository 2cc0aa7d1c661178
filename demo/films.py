"""The short clips of the demonstration's films, drawn by this machine: no real person, scene or record."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files import File

from cms.core.models import BasePage
from cms.films.models import FilmPage, LanguageVersion
from cms.media.masters import add_master
from demo.clips import draw_clip
from demo.files import Item
from translations.languages import SOURCE, get_language_entry


def add_clip(*, film: BasePage, item: Item) -> None:
    """Give the film its clip, once, as its Vietnamese version."""
    assert isinstance(film, FilmPage)
    tag = get_language_entry(SOURCE).tag
    if LanguageVersion.objects.filter(film=film, language_tag=tag).exists():
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{item.filing['slug']}.mp4"
        draw_clip(path)
        with path.open("rb") as stream:
            master = add_master(title=film.title, file=File(stream, name=path.name), is_demonstration=True)
    LanguageVersion.objects.create(film=film, language_tag=tag, master=master)
