"""Exceptions with which the desk refuses an action on a text."""

from typing import NoReturn

from django.utils.translation import gettext as _

from cms.core.publication import PublicationRefused, Refusal
from cms.quality_checks.findings import Finding


class DeskRefusal(PublicationRefused):
    """A rule of the desk wasn't met; nothing was written. ``refusals`` say why, in the active language."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__([Refusal(code, text)])


class FindingsRefused(PublicationRefused):
    """The checks found errors without a reason to accept them, or that can't be accepted."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(Refusal("finding", finding.text) for finding in findings)


def refuse_outside_the_desk() -> NoReturn:
    """Raise the ``DeskRefusal`` for an approval or rejection attempted through Wagtail's own workflow actions."""
    raise DeskRefusal("desk", _("A text is approved on its review page at the translation desk."))
