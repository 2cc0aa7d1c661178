"""The history of items: their approvals, and what was withdrawn."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from cms.approvals.models import Approval
from cms.approvals.staleness import is_up_to_date, read_histories
from cms.published.items import ApprovalRecord, ItemRef, Withdrawal
from cms.published.reading import find_live_page, make_ref, parse_key
from translations.languages import SOURCE


def get_withdrawal(*, kind: str, key: str, language: str) -> Withdrawal | None:
    """Return when and why the item was withdrawn in this language; None if it is public, or never was."""
    translation_key = parse_key(key)
    if translation_key is None:
        return None
    history = Approval.objects.filter(translation_key=translation_key, kind=kind, language=language)
    newest = history.filter(published_at__isnull=False).order_by("-published_at", "-pk").first()
    if newest is None:
        return None
    if newest.withdrawn_at is None:
        return _find_unpublished(newest)
    return Withdrawal(
        ref=make_ref(newest),
        title=newest.title,
        withdrawn_at=newest.withdrawn_at,
        withdrawn_by_id=newest.withdrawn_by_id,
        reason=newest.withdrawal_reason,
    )


def get_approvals(*, kind: str, key: str, language: str | None = None) -> tuple[ApprovalRecord, ...]:
    """Return every approval of the item, oldest first, in all languages or the one given."""
    translation_key = parse_key(key)
    if translation_key is None:
        return ()
    history = Approval.objects.filter(translation_key=translation_key, kind=kind)
    if language is not None:
        history = history.filter(language=language)
    return tuple(_make_record(approval) for approval in history.order_by("approved_at", "pk"))


def list_approvals(*, since: datetime, until: datetime) -> tuple[ApprovalRecord, ...]:
    """Return the approvals of all items from ``since`` on and before ``until``, oldest first."""
    found = Approval.objects.filter(approved_at__gte=since, approved_at__lt=until)
    return tuple(_make_record(approval) for approval in found.order_by("approved_at", "pk"))


def find_ref(name: str) -> ItemRef | None:
    """Return the newest approval of the item with this key, or with this digest; None if there is none."""
    translation_key = parse_key(name)
    found = (
        Approval.objects.filter(digest=name)
        if translation_key is None
        else Approval.objects.filter(translation_key=translation_key)
    )
    approval = found.order_by("-approved_at", "-pk").first()
    return make_ref(approval) if approval else None


def find_approvals(sha256: str) -> tuple[ApprovalRecord, ...]:
    """Return every approval of a text with this digest, oldest first."""
    return tuple(_make_record(approval) for approval in Approval.objects.filter(digest=sha256).order_by("pk"))


def find_behind_source(refs: Iterable[ItemRef]) -> frozenset[str]:
    """Return the revisions of the translations that are out of date by their source, in two queries."""
    numbers = [int(ref.revision) for ref in refs if ref.language != SOURCE and ref.revision.isdecimal()]
    translations = Approval.objects.filter(pk__in=numbers).values_list("pk", "translation_key", "source_digest")
    keys = {key for _number, key, _digest in translations}
    histories = read_histories(keys)
    return frozenset(
        str(number)
        for number, key, digest in translations
        if not is_up_to_date(history=histories.get(key, ()), digest=digest)
    )


def get_ref(*, kind: str, key: str, revision: str) -> ItemRef | None:
    """Return the reference of an approval by its number; None if the item has no such approval."""
    translation_key = parse_key(key)
    if translation_key is None or not revision.isdecimal():
        return None
    approval = Approval.objects.filter(pk=int(revision), kind=kind, translation_key=translation_key).first()
    return make_ref(approval) if approval else None


def _make_record(approval: Approval) -> ApprovalRecord:
    return ApprovalRecord(
        ref=make_ref(approval),
        title=approval.title,
        source_sha256=approval.source_digest,
        submitted_by_id=approval.submitted_by_id,
        approved_by_id=approval.approved_by_id,
        approved_at=approval.approved_at,
        published_at=approval.published_at,
        superseded_at=approval.superseded_at,
        withdrawn_at=approval.withdrawn_at,
        withdrawal_reason=approval.withdrawal_reason,
        dossier_url=_get_dossier_url(approval),
    )


def _get_dossier_url(approval: Approval) -> str:
    page = reverse("desk_dossier", args=[approval.translation_key, approval.language])
    return f"{page}#approval-{approval.pk}"


def _find_unpublished(approval: Approval) -> Withdrawal | None:
    """Return a withdrawal for a page that Wagtail's own button unpublished: readers see no difference."""
    ref = make_ref(approval)
    if find_live_page(kind=ref.kind, key=ref.key, language=ref.language) is not None:
        return None
    page = approval.page
    moment = page.last_published_at if page and page.last_published_at else approval.published_at
    return Withdrawal(
        ref=ref, title=approval.title, withdrawn_at=moment or approval.approved_at, withdrawn_by_id=None, reason=""
    )
