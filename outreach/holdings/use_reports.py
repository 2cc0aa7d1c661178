"""Organisations' reports of use."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field, QuerySet
from django.utils.translation import gettext as _

from cms.published import ItemRef
from cms.users.models import User
from outreach.holdings.models import UseKind, UseReport
from outreach.holdings.use_photos import name_photo, store_photo
from outreach.holdings.use_replay import SAID, get_digest
from outreach.ledger.actions import Action
from outreach.ledger.ledger import lock_head, record
from outreach.organisations.models import Organisation

FARTHEST_EAST = timedelta(hours=14)
"""The time zone in which a day begins first."""


class AlreadyCorrected(Exception):
    """A newer report has replaced this one; that one is to be corrected. The text is for the organisation."""

    def __str__(self) -> str:
        return _("This report was corrected before. Open the newer one and correct that.")


@dataclass(frozen=True)
class Use:
    """A use as reported. ``edition_key``, ``item`` or ``link_code`` names what was used; at least one is given.

    ``photo`` is a photograph as ``use_photos.rebuild_photo`` returned it.
    """

    place: str
    starts_on: date
    ends_on: date | None = None
    audience: int | None = None
    evidence: str = ""
    edition_key: str = ""
    item: ItemRef | None = None
    link_code: str = ""
    use_kind: UseKind = UseKind.SHOWN
    air_time: time | None = None
    copies: int | None = None
    address: str = ""
    photo: bytes = b""


NEEDED = {
    UseKind.AIRED: "air_time",
    UseKind.PRINTED: "copies",
    UseKind.EVENT: "audience",
    UseKind.POST: "address",
}
"""What a report of this kind must say besides the place and the day."""


def list_reports(organisations: Sequence[Organisation]) -> QuerySet[UseReport]:
    """Return the reports of these organisations that count, the newest first."""
    return UseReport.objects.current().filter(organisation__in=organisations).order_by("-reported_at", "-pk")


@transaction.atomic
def report_use(*, organisation: Organisation, use: Use, by: User, at: datetime) -> UseReport:
    """Save the report and record it in the ledger. Raise ``ValidationError``, before anything is written.

    A report that says the same as an earlier one is that one: a form sent twice is one use.
    """
    require_valid(use, at=at)
    report = _make_report(organisation=organisation, use=use, by=by, at=at)
    lock_head()
    return _find_same(report) or _save(report, use=use, action=Action.USED, by=by)


@transaction.atomic
def correct_use(*, report: UseReport, use: Use, by: User, at: datetime) -> UseReport:
    """Replace a report by a new one and return it; the ledger keeps both. Raise ``AlreadyCorrected``.

    What was used, and how, stays what it was; a report about something else is a new one. Without another photograph
    the earlier one stays.
    """
    require_valid(use, at=at)
    use = _keep_subject(use, report=report)
    corrected = _make_report(organisation=report.organisation, use=use, by=by, at=at, corrects=report)
    lock_head()
    earlier = UseReport.objects.filter(corrects=report).first()
    if earlier is not None:
        same = _find_same(corrected)
        if same is None:
            raise AlreadyCorrected
        return same
    return _save(corrected, use=use, action=Action.USE_CORRECTED, by=by)


def _keep_subject(use: Use, *, report: UseReport) -> Use:
    item = ItemRef(kind=report.kind, key=report.key, language=report.language, revision="", sha256="")
    return replace(
        use,
        edition_key=report.edition_key,
        link_code=report.link_code,
        item=item if report.key else None,
        use_kind=UseKind(report.use_kind),
    )


def require_valid(use: Use, *, at: datetime) -> None:
    """Raise ``ValidationError`` for what no report may say, and for what one of its kind must say and doesn't."""
    needed = NEEDED.get(use.use_kind)
    if needed and getattr(use, needed) in {None, ""}:
        raise ValidationError({needed: Field.default_error_messages["blank"]})
    if use.starts_on > (at.astimezone(UTC) + FARTHEST_EAST).date():
        raise ValidationError({"starts_on": _("The first day is in the future. Report a use once it has begun.")})
    if use.ends_on is not None and use.ends_on < use.starts_on:
        raise ValidationError({"ends_on": _("The last day is before the first.")})


def _make_report(
    *, organisation: Organisation, use: Use, by: User, at: datetime, corrects: UseReport | None = None
) -> UseReport:
    report = UseReport(
        organisation=organisation,
        edition_key=use.edition_key,
        kind=use.item.kind if use.item else "",
        key=use.item.key if use.item else "",
        language=use.item.language if use.item else "",
        link_code=use.link_code,
        place=use.place.strip(),
        starts_on=use.starts_on,
        ends_on=use.ends_on,
        audience=use.audience,
        evidence=use.evidence,
        use_kind=use.use_kind,
        air_time=use.air_time,
        copies=use.copies,
        address=use.address,
        **_name_photo(use, corrects=corrects),
        reported_by=by,
        reported_at=at,
        corrects=corrects,
    )
    report.full_clean(validate_constraints=False, validate_unique=False)
    return report


def _name_photo(use: Use, *, corrects: UseReport | None) -> dict[str, str]:
    if use.photo:
        return {"photo": name_photo(use.photo), "photo_sha256": hashlib.sha256(use.photo).hexdigest()}
    return {"photo": corrects.photo, "photo_sha256": corrects.photo_sha256} if corrects else {}


def _find_same(report: UseReport) -> UseReport | None:
    """Return the report that says the same and wasn't corrected. The head is locked, so no other is being written."""
    return (
        UseReport.objects.current()
        .filter(**{name: getattr(report, name) for name in ("organisation", *SAID, "corrects")})
        .first()
    )


def _save(report: UseReport, *, use: Use, action: Action, by: User) -> UseReport:
    if use.photo:
        store_photo(use.photo)
    report.save()
    data = {"use_report": report.pk, "report_sha256": get_digest(report), "place": report.place}
    data |= {"audience": report.audience, "use_kind": report.use_kind}
    record(
        action=action,
        at=report.reported_at,
        by_key=by.key,
        organisation_key=report.organisation.key,
        item=use.item,
        edition=use.edition_key,
        link_code=use.link_code,
        data=data if report.corrects_id is None else {**data, "corrects": report.corrects_id},
    )
    return report
