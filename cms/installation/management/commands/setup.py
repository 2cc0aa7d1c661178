from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from cms.installation import first_administrator
from cms.installation.failures import SetUpFailed, explain
from cms.installation.steps import set_up


class Command(BaseCommand):
    help = "Do everything between an empty database and the first sign-in. May run again, and after each upgrade."
    # Those that ask the database would fail before its tables exist.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", default="", help="the first administrator's address, for a forgotten password")
        parser.add_argument("--new-link", action="store_true", help="print another link for the first sign-in")
        parser.add_argument(
            "--demonstration", action="store_true", help="prepare for load_demo, which brings people of its own"
        )

    def handle(self, *args: Any, email: str, new_link: bool, demonstration: bool, **options: Any) -> None:
        try:
            if not new_link:
                for sentence in set_up(is_demonstration=demonstration):
                    self.stdout.write(sentence)
            if not demonstration:
                self._report_administrator(email=email, new_link=new_link)
        except (SetUpFailed, first_administrator.AdministratorExists) as refusal:
            raise CommandError(str(refusal)) from refusal
        except (OSError, DatabaseError) as error:
            if not (sentence := explain(error)):
                raise
            raise CommandError(sentence) from error

    def _report_administrator(self, *, email: str, new_link: bool) -> None:
        made = first_administrator.make_first_administrator(email=email)
        waiting = first_administrator.find_waiting()
        if made or new_link:
            user, link = first_administrator.make_link()
            self.stdout.write(
                f"Administrator: “{user.username}” may choose a password with this link, once and within 24 hours. It "
                f"is shown only now:\n{link}\nNext: start the services, open the link, and sign in."
            )
        elif waiting:
            self.stdout.write(
                f"Administrator: “{waiting.username}” hasn't chosen a password yet. If the link is lost, print another "
                "with: manage.py setup --new-link"
            )
        else:
            self.stdout.write("Administrator: there is one. Next: manage.py doctor says whether everything works.")
