"""Index of the files that live pages use, which decides what the public may read.

It is written with the page, in the same transaction. Wagtail's reference index is written by a queue, which is too late
for access rules. Other apps register files that pages use outside of fields and blocks (``register_file_finder``).
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from cms.core.embargo import not_embargoed
from cms.core.models import BasePage
from cms.core.publication import PublicationRefused, Refusal
from cms.media.models import CampaignDocument, CampaignImage, FileKind, FileUse

_KINDS: dict[type[Model], FileKind] = {CampaignImage: FileKind.IMAGE, CampaignDocument: FileKind.DOCUMENT}


@dataclass(frozen=True)
class FileRef:
    kind: str
    object_id: int


FileFinder = Callable[[BasePage], Iterable[FileRef]]
ServingCondition = Callable[[int, datetime], bool]
Holder = Callable[[str, int], bool]
_finders: dict[str, FileFinder] = {}
_holders: dict[str, Holder] = {}
_serving_conditions: dict[str, ServingCondition] = {}


def register_file_finder(name: str, finder: FileFinder) -> None:
    """Register a function that returns files used outside of a page's fields and blocks; the name identifies it."""
    _finders[name] = finder


def register_serving_condition(kind: str, condition: ServingCondition) -> None:
    """Register a condition for files of a kind to be public, checked on each request (a film's rights may end)."""
    _serving_conditions[kind] = condition


def register_holder(name: str, holder: Holder) -> None:
    """Register a function that says whether someone approved, or is asked to approve, what shows this file."""
    _holders[name] = holder


def find_files(page: BasePage) -> frozenset[FileRef]:
    """Return every file that the page object, saved or not, shows or links to."""
    found = {FileRef(_KINDS[model], int(key)) for model, key in _find_references(page) if model in _KINDS}
    for finder in _finders.values():
        found |= set(finder(page))
    return frozenset(found)


def is_used(*, kind: str, object_id: int) -> bool:
    """Return whether a live page shows or links to the file."""
    return FileUse.objects.filter(kind=kind, object_id=object_id).exists()


def is_held(*, kind: str, object_id: int) -> bool:
    """Return whether one person alone may not change the file and what the public reads with it.

    That is so from the submission on: what goes live is what the approver saw.
    """
    return is_used(kind=kind, object_id=object_id) or _is_approved(kind, object_id)


def require_unused(*, kind: str, object_id: int, name: str) -> None:
    """Raise ``PublicationRefused`` if a live page, or what was submitted or approved, shows or links to the file."""
    if is_used(kind=kind, object_id=object_id):
        text = _("“%(name)s” is used by a live page and can't be deleted. Remove it from the page first.")
        raise PublicationRefused([Refusal("in_use", text % {"name": name})])
    if _is_approved(kind, object_id):
        text = _(
            "“%(name)s” belongs to something that was submitted or approved, so it can't be deleted. Have that sent "
            "back or withdrawn first."
        )
        raise PublicationRefused([Refusal("held", text % {"name": name})])


def require_replaceable(*, kind: str, object_id: int | None, name: str) -> None:
    """Raise ``PublicationRefused`` if the file is part of what was submitted or approved, live or not."""
    if object_id is None:
        return
    if is_used(kind=kind, object_id=object_id):
        text = _(
            "“%(name)s” is shown by a live page, so its file can't be replaced: the page was approved with this file. "
            "Add the new file separately, choose it on the page, and submit the page for approval."
        )
        raise PublicationRefused([Refusal("shown", text % {"name": name})])
    if _is_approved(kind, object_id):
        text = _(
            "“%(name)s” belongs to something that was submitted or approved, so its file can't be replaced: nobody "
            "would have approved the new one. Add the new file separately, choose it there, and submit that again."
        )
        raise PublicationRefused([Refusal("held", text % {"name": name})])


def record_uses(page: BasePage) -> None:
    """Store which files this page makes public; none if the page isn't live."""
    wanted = find_files(page) if page.live else frozenset()
    own = FileRef(FileKind.IMAGE, getattr(page, "picture_id", None) or 0)
    kept = set()
    for use in FileUse.objects.filter(page_id=page.pk):
        ref = FileRef(use.kind, use.object_id)
        if ref in wanted and use.public_from == page.embargo_until and use.is_picture == (ref == own):
            kept.add(ref)
        else:
            use.delete()
    FileUse.objects.bulk_create(
        FileUse(
            page_id=page.pk,
            kind=ref.kind,
            object_id=ref.object_id,
            public_from=page.embargo_until,
            is_picture=ref == own,
        )
        for ref in sorted(wanted - kept, key=lambda ref: (ref.kind, ref.object_id))
    )


def is_public(*, kind: str, object_id: int, at: datetime, without: Collection[str] = ()) -> bool:
    """Say whether the public may read the file at that moment, because an unrestricted live page uses it.

    Pages in the languages ``without`` don't count.
    """
    uses = (
        FileUse.objects.filter(kind=kind, object_id=object_id, page__live=True)
        .filter(not_embargoed("public_from", at=at))
        .exclude(page__locale__language_code__in=without)
        .select_related("page")
    )
    if not may_serve(kind=kind, object_id=object_id, at=at):
        return False
    pages = [use.page for use in uses]
    if not pages:
        return False
    restricted = list(PageViewRestriction.objects.values_list("page__path", flat=True))
    return any(not page.path.startswith(tuple(restricted)) for page in pages)


def may_serve(*, kind: str, object_id: int, at: datetime) -> bool:
    """Return whether the rights to the file allow that readers of some page get it at that moment."""
    condition = _serving_conditions.get(kind)
    return condition is None or condition(object_id, at)


def _is_approved(kind: str, object_id: int) -> bool:
    return any(holder(kind, object_id) for holder in _holders.values())


def _find_references(page: BasePage) -> Iterator[tuple[type[Model], Any]]:
    for field in page._meta.concrete_fields:
        if field.remote_field is not None:
            key = getattr(page, field.attname)
            if key is not None:
                yield field.related_model, key
        elif hasattr(field, "extract_references"):
            for model, key, _model_path, _content_path in field.extract_references(getattr(page, field.name)):
                yield model, key
