"""Import of organisations: what a table would change, row by row, and applying exactly that."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.users.models import User
from outreach.organisations.local_time import has_unknown_zone
from outreach.organisations.models import Organisation, OrganisationImport
from outreach.organisations.names import NAME_FIELDS, Names, find_namesakes, index_names, normalise
from outreach.organisations.references import check_contacts, check_topics
from outreach.organisations.tables import LISTS, Row, read_table
from translations.languages import get_column

CREATED, CHANGED = "organisations.created_by_import", "organisations.changed_by_import"
_SEPARATORS = re.compile(r"[,;\s]+")
_YES, _NO = {"yes", "1", "true", "có"}, {"no", "0", "false", "không"}
NAME_SOURCE = get_column("name")
_TEXTS = ("kind", *NAME_FIELDS, "country", "time_zone")


class ImportRefused(Exception):
    """Nothing was applied; the text says why."""


@dataclass(frozen=True)
class FieldChange:
    """A field's value now and after the import, as the page shows them."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowPlan:
    """All that a row of the table would do. ``action`` is create, change, same or fault."""

    number: int
    action: str
    name: str
    key: str
    changes: tuple[FieldChange, ...] = ()
    faults: tuple[str, ...] = ()


def start_import(*, file: BinaryIO, name: str, by: User, at: datetime) -> OrganisationImport:
    """Read the table and keep its rows with the digest of what they would change; nothing is changed.

    Raise ``TableRefused`` for a file that is no table of organisations.
    """
    rows = [[number, row] for number, row in read_table(file, name=name)]
    digest = get_digest(plan_rows(rows))
    return OrganisationImport.objects.create(file_name=name[:200], rows=rows, digest=digest, made_by=by, made_at=at)


def plan_rows(rows: Sequence[Any]) -> list[RowPlan]:
    """Return what each row would do now; a second row about the same organisation is a fault."""
    return [plan for plan, _target in _plan_all(rows)]


def _plan_all(rows: Sequence[Any]) -> list[tuple[RowPlan, Organisation | None]]:
    seen: set[str] = set()
    index = index_names()
    return [_plan(number, row, seen=seen, index=index) for number, row in rows]


def get_digest(plans: Iterable[RowPlan]) -> str:
    """Return the SHA-256 of all that the rows would do."""
    listed = json.dumps([asdict(plan) for plan in plans], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(listed.encode()).hexdigest()


@transaction.atomic
def apply_import(*, pk: int, by: User, at: datetime) -> int:
    """Make the changes that were shown and return how many rows they were; rows with faults change nothing.

    Raise ``ImportRefused`` if they were made already, or if the table would now do something else.
    """
    found = OrganisationImport.objects.select_for_update(of=("self",)).get(pk=pk)
    if found.applied_at is not None:
        raise ImportRefused(_("This import was applied already. Nothing was changed again."))
    list(Organisation.objects.select_for_update(of=("self",)).order_by("pk"))
    planned = _plan_all(found.rows)
    if get_digest(plan for plan, _target in planned) != found.digest:
        raise ImportRefused(
            _("Organisations were changed since this was shown. Nothing was applied. Read the file again and look.")
        )
    done = [_save(plan, target, found=found, by=by) for plan, target in planned if target is not None]
    found.applied_at, found.applied_by = at, by
    found.save(update_fields=["applied_at", "applied_by"])
    return len(done)


def _save(plan: RowPlan, target: Organisation, *, found: OrganisationImport, by: User) -> Organisation:
    target.save()
    changes = {change.label: [change.before, change.after] for change in plan.changes}
    action = CREATED if plan.action == "create" else CHANGED
    log(instance=target, action=action, user=by, data={"import": found.pk, "row": plan.number, "changes": changes})
    return target


def _plan(number: int, row: Row, *, seen: set[str], index: Names) -> tuple[RowPlan, Organisation | None]:
    """Return the plan of a row, and the organisation as it is to be saved if there is anything to save."""
    name = row.get(NAME_SOURCE, "")
    try:
        target = _find_target(row, index=index)
        identity = str(target.key) if target else normalise(name)
        if identity in seen:
            raise ValidationError(_("An earlier row is about the same organisation."))
        seen.add(identity)
        before = target or Organisation()
        after = Organisation.objects.get(pk=target.pk) if target else Organisation()
        _fill(after, row)
        _check(after)
    except ValidationError as refused:
        return RowPlan(number, "fault", name, row.get("key", ""), faults=tuple(_list_faults(refused))), None
    changes = tuple(_compare(before, after))
    action = ("change" if changes else "same") if target else "create"
    plan = RowPlan(number, action, after.name, str(target.key) if target else "", changes)
    return plan, after if action != "same" else None


def _list_faults(refused: ValidationError) -> list[str]:
    if not hasattr(refused, "error_dict"):
        return list(refused.messages)
    return [f"{_name_field(field)}: {text}" for field, texts in refused.message_dict.items() for text in texts]


def _find_target(row: Row, *, index: Names) -> Organisation | None:
    """Return the organisation that the row is about, or None for a new one."""
    if key := row.get("key", ""):
        try:
            found = Organisation.objects.filter(key=key).first()
        except ValidationError:
            found = None
        if found is None:
            raise ValidationError(_("No organisation has the key %(key)s."), params={"key": key})
        return found
    if not row.get(NAME_SOURCE, ""):
        raise ValidationError(_("The row has neither a key nor a name."))
    namesakes = find_namesakes((row.get(field) for field in NAME_FIELDS), index=index)
    there = [each for each in namesakes if each.country == row.get("country", each.country)]
    if len(there) > 1:
        raise ValidationError(_("Several organisations of the country have this name. Say which one by its key."))
    if namesakes and not there and row.get("is_another", "").casefold() not in _YES:
        text = _("“%(name)s” (%(country)s) has this name already. Write its key, or “yes” under is_another.")
        first = namesakes[0]
        raise ValidationError(text, params={"name": first.name, "country": first.country or "—"})
    return there[0] if there else None


def _fill(organisation: Organisation, row: Row) -> None:
    """Set the fields that the table has; an empty cell empties its field."""
    for column in _TEXTS:
        if column in row:
            setattr(organisation, column, row[column] or (None if column in NAME_FIELDS else ""))
    for column in LISTS:
        if column in row:
            setattr(organisation, column, [part for part in _SEPARATORS.split(row[column]) if part])
    if "contact_keys" in row:
        organisation.contact_keys = _read_numbers(organisation.contact_keys)
    if row.get("is_active"):
        organisation.is_active = _read_truth(row["is_active"])


def _read_numbers(parts: Iterable[str]) -> list[int]:
    parts = list(parts)
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise ValidationError({"contact_keys": _("Write the numbers of channels in the register, as in 3, 7.")})
    return [int(part) for part in parts]


def _read_truth(text: str) -> bool:
    if text.casefold() not in _YES | _NO:
        raise ValidationError({"is_active": _("Write yes or no.")})
    return text.casefold() in _YES


def _check(organisation: Organisation) -> None:
    if not getattr(organisation, NAME_SOURCE):
        raise ValidationError(_("The name in the source language is missing."))
    organisation.full_clean(exclude=["key"])
    if has_unknown_zone(name=organisation.time_zone, country=organisation.country):
        text = _("This country has several time zones. Choose that of the organisation.")
        raise ValidationError({"time_zone": text})
    check_contacts(organisation.contact_keys)
    check_topics(organisation.wanted_topics)


def _compare(before: Organisation, after: Organisation) -> Iterable[FieldChange]:
    for field in (*_TEXTS, *LISTS, "is_active"):
        old, new = _write(before, field) if before.pk else "", _write(after, field)
        if old != new:
            yield FieldChange(_name_field(field), old, new)


def _write(organisation: Organisation, field: str) -> str:
    value = getattr(organisation, field)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def _name_field(name: str) -> str:
    if name in NAME_FIELDS:
        return name
    return str(capfirst(getattr(Organisation._meta.get_field(name), "verbose_name", name)))
