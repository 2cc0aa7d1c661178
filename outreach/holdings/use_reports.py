"""Organisations' reports of use."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.published import ItemRef
from cms.users.models import User
from outreach.holdings.models import UseReport
from outreach.ledger.actions import Action
from outreach.ledger.ledger import record
from outreach.organisations.models import Organisation


@dataclass(frozen=True)
class Use:
    """A use as reported. ``edition_key``, ``item`` or ``link_code`` names what was used; at least one is given."""

    place: str
    starts_on: date
    ends_on: date | None = None
    audience: int | None = None
    evidence: str = ""
    edition_key: str = ""
    item: ItemRef | None = None
    link_code: str = ""


@transaction.atomic
def report_use(*, organisation: Organisation, use: Use, by: User, at: datetime) -> UseReport:
    """Save the report and record it in the ledger. Raise ``ValidationError``, before anything is written."""
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
        reported_by=by,
        reported_at=at,
    )
    if use.ends_on is not None and use.ends_on < use.starts_on:
        raise ValidationError({"ends_on": _("The last day is before the first.")})
    report.full_clean(validate_constraints=False)
    report.save()
    record(
        action=Action.USED,
        at=at,
        by_key=by.key,
        organisation_key=organisation.key,
        item=use.item,
        edition=use.edition_key,
        link_code=use.link_code,
        data={"use_report": report.pk, "place": report.place, "audience": report.audience},
    )
    return report
