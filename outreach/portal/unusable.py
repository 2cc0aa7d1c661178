"""Held files that an organisation may not use any more, by the rule that keeps them from leaving again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from cms.published import ItemRef, get_withdrawal
from outreach.availability.reasons import Reason
from outreach.holdings.holdings import ref_of
from outreach.holdings.models import HeldItem, OutdatedWhy
from outreach.kits.models import EditionState, KitEdition
from outreach.kits.outgoing import find_withheld, get_item_ref
from outreach.organisations.models import Organisation
from outreach.recalls.titles import find_item_title


@dataclass(frozen=True)
class UnusableFile:
    """A held file that may not be used any more; ``role`` is empty for one that was fetched by a screen's player.

    ``title`` is the file's own; ``known_as`` the item's in the reader's language, empty if it is the same or was never
    approved. ``explanation`` is what the desk wrote when it took the text down.
    """

    title: str
    language: str
    role: str
    reason: str
    explanation: str = ""
    known_as: str = ""


def list_unusable(organisation: Organisation, *, language: str, at: datetime) -> list[UnusableFile]:
    """Return the files that the organisation fetched, hasn't removed and may not use, each once, by title.

    ``language`` is the reader's.
    """
    rows = list(HeldItem.objects.filter(organisation_key=organisation.key).held())
    found = {*_list_in_editions(organisation, rows, at=at), *_list_single(rows)}
    titles = {
        (ref.kind, ref.key): find_item_title(kind=ref.kind, key=ref.key, language=language)
        for ref, file in found
        if file.language != language
    }
    named = {_name(file, titles.get((ref.kind, ref.key), "")) for ref, file in found}
    return sorted(named, key=lambda file: (file.title, file.language, file.role, file.reason))


def _name(file: UnusableFile, title: str) -> UnusableFile:
    return replace(file, known_as=title) if title and not file.title.startswith(title) else file


def _list_in_editions(
    organisation: Organisation, rows: list[HeldItem], *, at: datetime
) -> Iterator[tuple[ItemRef, UnusableFile]]:
    held = {(row.edition_key, row.kind, row.key, row.language, row.sha256) for row in rows}
    keys = {row.edition_key for row in rows if row.edition_key}
    editions = KitEdition.objects.filter(key__in=keys, organisation=organisation, state=EditionState.FINISHED)
    by_pk = {edition.pk: edition for edition in editions.select_related("kit", "organisation")}
    for pk, withheld in find_withheld(by_pk.values(), at=at).items():
        for entry in withheld:
            if entry.file is None:
                continue
            ref = get_item_ref(entry.file)
            if (str(by_pk[pk].key), ref.kind, ref.key, ref.language, ref.sha256) in held:
                role = str(entry.file.get_role_display())
                explanation = _explain(ref) if entry.reason is Reason.WITHDRAWN else ""
                yield ref, UnusableFile(entry.file.title, ref.language, role, str(entry.reason.label), explanation)


def _list_single(rows: list[HeldItem]) -> Iterator[tuple[ItemRef, UnusableFile]]:
    for row in rows:
        if not row.edition_key and row.invalid_reason:
            is_withdrawn = row.recalled_at is None and row.outdated_why == OutdatedWhy.WITHDRAWN
            explanation = _explain(ref_of(row)) if is_withdrawn else ""
            yield ref_of(row), UnusableFile(row.title, row.language, "", row.invalid_reason, explanation)


def _explain(ref: ItemRef) -> str:
    withdrawal = get_withdrawal(kind=ref.kind, key=ref.key, language=ref.language)
    return withdrawal.reason if withdrawal else ""
