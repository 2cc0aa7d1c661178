"""Names of a kit: title and introduction in each language. Recipients read only what a second person approved."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.published import describe_contacts_in_name
from cms.users.models import User
from outreach.kits.models import Kit, KitName
from translations.languages import SOURCE

NOT_NAMED = gettext_lazy("Nobody has approved the title of the kit yet. A second person has to, before it goes out.")


class NameRefused(Exception):
    """The name wasn't taken or approved; the text says why and what to do."""


def find_name(kit: Kit, language: str) -> KitName | None:
    """Return the approved name in the language, or else in the source language; None if no name is approved."""
    names = {name.language: name for name in kit.names.filter(approved_at__isnull=False)}
    return names.get(language) or names.get(SOURCE)


def is_named(kit: Kit) -> bool:
    """Return whether a second person has approved the name in the source language, without which nothing is built."""
    return kit.names.filter(language=SOURCE, approved_at__isnull=False).exists()


@transaction.atomic
def propose_name(
    *, kit: Kit, language: str, title: str, introduction: str = "", by: User | None, at: datetime
) -> KitName:
    """Propose a name in place of one that waits; an approved one holds until this is approved. Raise `NameRefused`.

    Without a person, it is the installation's own, such as of its demonstration, and holds at once.
    """
    faults = describe_contacts_in_name(f"{title} {introduction}", language)
    if faults:
        raise NameRefused(" ".join(map(str, faults)))
    kit.names.filter(language=language, approved_at__isnull=True).delete()
    name = KitName(kit=kit, language=language, title=title, introduction=introduction, proposed_by=by, proposed_at=at)
    if by is None:
        return _accept(name, by=None, at=at)
    name.save()
    return name


@transaction.atomic
def approve_name(*, name: KitName, by: User, at: datetime) -> KitName:
    """Approve a name as the second person, from now on in place of the one before. Raise `NameRefused`."""
    waiting = KitName.objects.select_for_update().filter(pk=name.pk, approved_at__isnull=True).first()
    if waiting is None:
        raise NameRefused(_("This name was approved or replaced meanwhile. Nothing was changed."))
    if waiting.proposed_by_id == by.pk:
        raise NameRefused(_("You wrote this name. A second person has to approve it."))
    return _accept(waiting, by=by, at=at)


def _accept(name: KitName, *, by: User | None, at: datetime) -> KitName:
    name.kit.names.filter(language=name.language, approved_at__isnull=False).delete()
    name.approved_by, name.approved_at = by, at
    name.save()
    if name.language == SOURCE:
        name.kit.title = name.title
        name.kit.save(update_fields=["title"])
    return name
