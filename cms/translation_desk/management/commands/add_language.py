"""Adds a language to the campaign after it was entered in ``campaign.toml``; see docs/translating.md.

A language that is new to the catalogue (``translations/known_languages.py``) gets migrations and an interface catalogue
too: commit these with the entry. Other installations are updated by ``manage.py setup``, as with every release.
"""

import importlib.util
import shutil
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.installation.steps import set_up_languages
from translations.catalogues import compile_catalogues
from translations.languages import SOURCE, Language, UnknownLanguage, get_language_entry
from translations.merging import merge
from translations.term_tables import FOLDER, list_columns


class Command(BaseCommand):
    help = "Create everything that a new language needs: catalogue, glossary table, columns, groups, pages, workflow."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the code in the campaign's languages, such as de")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        entry = _get_entry(code)
        for report in merge():
            if report.language == entry:
                self._report(str(report))
        compile_catalogues()
        self._report(f"Translate the catalogue translations/locale/{entry.locale}; until then it is in English.")
        if _make_table(entry):
            self._report(f"Fill in the glossary table glossary/{code}.csv in the campaign's folder.")
        call_command("makemigrations", name=f"language_{code.replace('-', '_')}", interactive=False, verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        self._report("The database has been migrated. Commit the migrations with the entry.")
        for sentence in set_up_languages():
            self._report(sentence)
        self._report(
            f"{entry.autonym} has been added, with its home page. Its pages can now be translated at the desk."
        )

    def _report(self, text: str) -> None:
        self.stdout.write(text)


def _get_entry(code: str) -> Language:
    """Return the language's entry; raise ``CommandError`` if it or a tool is missing."""
    try:
        entry = get_language_entry(code)
    except UnknownLanguage as unknown:
        raise CommandError(
            f"{unknown} Add “{code}” to “languages” in campaign.toml and, if it is new, an entry to "
            "translations/known_languages.py first."
        ) from unknown
    if importlib.util.find_spec("polib") is None or shutil.which("xgettext") is None:
        raise CommandError("Extracting messages needs polib and gettext: run `make install-dev`, and install gettext.")
    return entry


def _make_table(entry: Language) -> bool:
    path = FOLDER / f"{entry.code}.csv"
    if entry.code == SOURCE or path.exists():
        return False
    path.write_text(",".join(list_columns(entry.code)) + "\n", encoding="utf-8")
    return True
