"""Script of an item for loudspeakers: its approved words, a sentence a line, and numbers figure by figure."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override
from icu4py.breakers import SentenceBreaker

from cms.published import Contact, PublishedItem
from outreach.kits.documents import list_marks
from outreach.kits.flow import read_flow
from translations.characters import strip_isolates

_TELEPHONE = re.compile(r"\+?\d(?:[\d \u00a0().-]{5,}\d)(?![\w/])")
_READ_ALOUD = frozenset({"call"})
"""Kinds of items whose whole text is read; of the others it is title and summary."""


def write_script(item: PublishedItem) -> str:
    """Return the script as plain text, in the item's language."""
    with override(item.ref.language):
        lines = [*_list_lines(item)]
        if item.contacts:
            lines += ["", _("Who to contact"), *(_write_contact(contact) for contact in item.contacts)]
        head = _("Read slowly, with a pause after each line. Read every number twice.")
    return "\n".join([f"({head})", "", *lines]) + "\n"


def _list_lines(item: PublishedItem) -> Iterator[str]:
    language = item.ref.language
    texts = [item.title, *list_marks(item), item.summary]
    if item.ref.kind in _READ_ALOUD:
        parts = read_flow(block.html for block in item.text)
        texts += [line for part in parts for line in (*part.lines, *(", ".join(row) for row in part.rows))]
    for text in filter(None, texts):
        yield from (spell(line) for line in _divide(text, language=language))


def _divide(text: str, *, language: str) -> list[str]:
    sentences = SentenceBreaker(strip_isolates(text), language.split("-", maxsplit=1)[0])
    return [sentence.strip() for sentence in sentences if sentence.strip()]


def _write_contact(contact: Contact) -> str:
    values = ". ".join(spell(" ".join(strip_isolates(value.text).split())) for value in contact.values)
    hours = f" {contact.hours}." if contact.hours else ""
    return f"{contact.name}: {values}.{hours}"


def spell(text: str) -> str:
    """Return the text with telephone numbers figure by figure, a comma for each pause: ``0 9 6 5, 0 0 1``."""
    return _TELEPHONE.sub(_spell_number, text)


def _spell_number(found: re.Match[str]) -> str:
    groups = re.findall(r"\+?\d+", found[0])
    return ", ".join(" ".join(group).replace("+ ", "+") for group in groups)
