"""Contacts and topics that an organisation refers to: they must exist."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cms.published import find_contact_names, list_topics
from translations.languages import SOURCE


def check_contacts(keys: Iterable[int]) -> None:
    """Raise ``ValidationError`` if the register has no contact of one of these numbers."""
    wanted = list(keys)
    known = find_contact_names([key for key in wanted if key < 2**63], language=SOURCE)
    missing = [str(key) for key in wanted if key not in known]
    if missing:
        raise ValidationError(_("The register has no contact %(numbers)s."), params={"numbers": ", ".join(missing)})


def check_topics(slugs: Iterable[str]) -> None:
    """Raise ``ValidationError`` if the campaign has no topic of one of these names."""
    known = list_topics(language=SOURCE)
    missing = [slug for slug in slugs if slug not in known]
    if missing:
        text = _("The campaign has no topic %(names)s. Topics are: %(known)s.")
        raise ValidationError(text, params={"names": ", ".join(missing), "known": ", ".join(known)})
