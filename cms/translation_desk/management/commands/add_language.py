"""One language more, after its entry in ``translations/languages.py``: see “A new language” in docs/translating.md.

What it writes into the tree (migrations, catalogue, table of the glossary) is committed with the entry; other
installations get there by ``migrate`` and the three ``setup_…`` commands, as at every release.
"""

import importlib.util
import shutil
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from translations.catalogues import compile_catalogues
from translations.languages import SOURCE, Language, UnknownLanguage, get_language_entry
from translations.merging import merge
from translations.term_tables import FOLDER, get_head


class Command(BaseCommand):
    help = "Make everything a new language needs: catalogue, table of the glossary, columns, groups, pages, workflow."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the code in translations/languages.py, such as de")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        entry = _get_entry(code)
        for report in merge():
            if report.language == entry:
                self._say(str(report))
        compile_catalogues()
        self._say(f"The catalogue translations/locale/{entry.locale} waits to be translated; until then it is English.")
        if _make_table(entry):
            self._say(f"The table translations/glossary/{code}.csv waits for its terms.")
        call_command("makemigrations", name=f"language_{code.replace('-', '_')}", interactive=False, verbosity=0)
        call_command("migrate", interactive=False, verbosity=0)
        self._say("The database knows the language. Commit the migrations with the entry.")
        for command in ("setup_roles", "setup_site", "setup_workflows"):
            call_command(command, stdout=self.stdout)
        self._say(f"{entry.autonym} is there, with its home page: its pages are translated at the desk.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)


def _get_entry(code: str) -> Language:
    """Return the language's entry; refuse where it can't be made."""
    try:
        entry = get_language_entry(code)
    except UnknownLanguage as unknown:
        raise CommandError(f"{unknown} Give “{code}” an entry in translations/languages.py first.") from unknown
    if importlib.util.find_spec("polib") is None or shutil.which("xgettext") is None:
        raise CommandError("Texts are collected with polib and gettext: run `make install-dev`, and install gettext.")
    return entry


def _make_table(entry: Language) -> bool:
    path = FOLDER / f"{entry.code}.csv"
    if entry.code == SOURCE or path.exists():
        return False
    path.write_text(",".join(get_head(entry.code)) + "\n", encoding="utf-8")
    return True
