"""Differences between two editions of a kit, in words: what is new, what is changed, what must be removed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from outreach.kits.models import EditionState, FileRole, KitEdition
from translations.languages import get_autonym

_COMPARED = frozenset({FileRole.POSTER, FileRole.SUBTITLES, FileRole.MASTER, FileRole.IMAGE, FileRole.DOCUMENT})
"""Kinds of files that differ by themselves; all others are made of the text and change with it."""
_Name = tuple[str, str, str, str]


class ChangeKind(models.TextChoices):
    ADDED = "added", _("New")
    CHANGED = "changed", _("Changed")
    REMOVED = "removed", _("No longer part of the kit; please remove it")


@dataclass(frozen=True)
class EditionChange:
    """A text, or the files of one kind that belong to it, that differs from the edition before."""

    kind: ChangeKind
    title: str
    language: str
    role: FileRole

    @property
    def sentence(self) -> str:
        """The change in the active language."""
        return f"{self.kind.label}: {self.title} · {self.role.label} · {get_autonym(self.language)}"


def find_edition_before(edition: KitEdition) -> KitEdition | None:
    """Return the last finished edition of the kit for the same organisation before this one."""
    earlier = KitEdition.objects.filter(
        kit=edition.kit_id, organisation=edition.organisation_id, number__lt=edition.number, state=EditionState.FINISHED
    )
    return earlier.order_by("-number").first()


def list_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[EditionChange]:
    """Return the differences between two manifests, what must be removed first."""
    old, new = _read(before), _read(after)
    changes = [*_compare(old, new)]
    order = [ChangeKind.REMOVED, ChangeKind.CHANGED, ChangeKind.ADDED]
    return sorted(changes, key=lambda change: (order.index(change.kind), change.title, change.language, change.role))


_Contents = dict[_Name, tuple[str, frozenset[str]]]


def _compare(old: _Contents, new: _Contents) -> Iterator[EditionChange]:
    for name in {**old, **new}:
        language, role = name[2], FileRole(name[3])
        if name not in new:
            yield EditionChange(ChangeKind.REMOVED, old[name][0], language, role)
        elif name not in old:
            yield EditionChange(ChangeKind.ADDED, new[name][0], language, role)
        elif old[name][1] != new[name][1]:
            yield EditionChange(ChangeKind.CHANGED, new[name][0], language, role)


def _read(manifest: Mapping[str, Any]) -> _Contents:
    """Return by item, language and kind of file its title and the digests of what it is."""
    found: dict[_Name, tuple[str, set[str]]] = {}
    for item in manifest.get("items", ()):
        name = (item["kind"], item["key"], item["language"], FileRole.TEXT.value)
        found.setdefault(name, (item["title"], set()))[1].add(item["text_sha256"])
    for file in manifest.get("files", ()):
        if file["role"] in _COMPARED:
            name = (file["kind"], file["key"], file["language"], file["role"])
            found.setdefault(name, (file["title"], set()))[1].add(file["sha256"])
    return {name: (title, frozenset(digests)) for name, (title, digests) in found.items()}
