"""The one rule for all that leaves by outreach: a file may leave now, to this recipient, or the reason why not.

No queries and no clock. ``surroundings.py`` reads what the rule compares a file with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from cms.core.rights import ALL_MEDIA
from cms.published import EVERYTHING, FileStanding, ItemRef, PublicState, Rights, TextStanding
from outreach.availability.reasons import Reason
from outreach.recalls.coverage import FileOrigin, covers
from outreach.recalls.targets import RecallTarget

WORLD = ""
GRAVE = frozenset({Reason.WITHDRAWN, Reason.UNREADABLE})
"""States that say more than the time of showing or the wording does."""


class Basis(StrEnum):
    """The kind of thing that a file is made from, which decides what it is compared with."""

    TEXT = "text"
    """An item's approved text: a page, subtitles, a poster."""
    LIBRARY = "library"
    """A picture, document or film of the media library."""
    REGISTER = "register"
    """Contacts of the register alone: the start page of an edition."""


@dataclass(frozen=True)
class OutgoingFile:
    """A file that might leave.

    ``valid_from`` and ``valid_until`` are those of a place in a schedule; the end isn't included. ``state`` is a reason
    that only the app knows that made the file, such as a poster that was withdrawn.
    """

    origin: FileOrigin
    basis: Basis = Basis.TEXT
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    state: Reason | None = None

    @property
    def item(self) -> ItemRef:
        return self.origin.item

    @property
    def is_film(self) -> bool:
        return self.origin.source.startswith("master:")


@dataclass(frozen=True)
class Recipient:
    """The organisation that is to receive the file.

    Films must be allowed in all countries of ``territory`` and in the ``medium`` in which it shows them; in all media
    if that isn't known.
    """

    is_active: bool = True
    territory: tuple[str, ...] = ()
    medium: str = ALL_MEDIA


@dataclass(frozen=True)
class SentRecall:
    target: RecallTarget
    sent_at: datetime


@dataclass(frozen=True)
class Surroundings:
    """The state of everything outside of the files: public texts, pictures and films, facts, and the recalls sent.

    ``withdrawn_languages`` are those in which all is withdrawn as an emergency.
    """

    at: datetime
    today: date
    texts: Mapping[tuple[str, str, str], TextStanding] = field(default_factory=dict)
    files: Mapping[tuple[str, str], FileStanding] = field(default_factory=dict)
    facts: Mapping[str, int] = field(default_factory=dict)
    recalls: tuple[SentRecall, ...] = ()
    withdrawn_languages: frozenset[str] = frozenset()


def find_reason(file: OutgoingFile, *, recipient: Recipient, now: Surroundings) -> Reason | None:
    """Return why the file may not leave to this recipient now; None if it may. The gravest reason comes first."""
    if not recipient.is_active:
        return Reason.ORGANISATION_CLOSED
    if EVERYTHING in now.withdrawn_languages:
        return Reason.EMERGENCY
    if file.item.language.lower() in now.withdrawn_languages:
        return Reason.LANGUAGE_WITHDRAWN
    if _is_recalled(file, now=now):
        return Reason.RECALLED
    by_basis = {
        Basis.TEXT: (_find_text_absence(file, now=now), _find_version_reason(file, now=now)),
        Basis.LIBRARY: (_find_library_absence(file, now=now), _find_rights_reason(file, recipient=recipient, now=now)),
        Basis.REGISTER: (None, _find_fact_reason(file, now=now)),
    }
    absence, other = by_basis[file.basis]
    grave = file.state if file.state in GRAVE else None
    reasons = (absence, grave, _find_time_reason(file, now=now), other, file.state)
    return next((reason for reason in reasons if reason is not None), None)


def _is_recalled(file: OutgoingFile, *, now: Surroundings) -> bool:
    origin = replace(file.origin, as_of=_get_moment(file, now=now))
    return any(covers(recall.target, origin, sent_at=recall.sent_at) for recall in now.recalls)


def _get_moment(file: OutgoingFile, *, now: Surroundings) -> datetime:
    """Return the moment since which the file is as it is.

    If the same text, or the page of the picture, was approved anew, that is the moment: two people have said that it is
    right, so a recall of the item before that has ended. No approval says anything of a film, which is as it is until
    it gets another master.
    """
    standing = now.texts.get(_name(file.item))
    if standing is None or standing.ref is None or standing.approved_at is None:
        return file.origin.as_of
    is_approved = {
        Basis.TEXT: standing.ref.sha256 == file.item.sha256,
        Basis.LIBRARY: not file.is_film,
        Basis.REGISTER: False,
    }
    return max(file.origin.as_of, standing.approved_at) if is_approved[file.basis] else file.origin.as_of


def _find_text_absence(file: OutgoingFile, *, now: Surroundings) -> Reason | None:
    return find_text_reason(now.texts.get(_name(file.item)))


def _find_library_absence(file: OutgoingFile, *, now: Surroundings) -> Reason | None:
    """Return why no page shows it: a picture must be on the page in its language, a film on any page of the film."""
    languages = _get_standing(file, now=now).languages
    is_shown = bool(languages) if file.is_film else file.item.language in languages
    return None if is_shown else _find_absence(file, now=now)


def _find_absence(file: OutgoingFile, *, now: Surroundings) -> Reason:
    """Return why no page shows the picture or film: the pages are gone, or they show another in its place.

    A film in a language without a page is shown by the film's other pages.
    """
    own = now.texts.get(_name(file.item))
    if own is not None:
        return find_text_reason(own) or Reason.SUPERSEDED
    others = [now.texts[name] for name in now.texts if name[:2] == (file.item.kind, file.item.key)]
    reasons = {find_text_reason(page) for page in others if file.is_film}
    if None in reasons:
        return Reason.SUPERSEDED
    return Reason.EMBARGOED if Reason.EMBARGOED in reasons else Reason.WITHDRAWN


def find_text_reason(standing: TextStanding | None) -> Reason | None:
    """Return why the public can't read a text; None if it can."""
    if standing is None or standing.state is PublicState.ABSENT:
        return Reason.WITHDRAWN
    return Reason.EMBARGOED if standing.state is PublicState.EMBARGOED else None


def _find_rights_reason(file: OutgoingFile, *, recipient: Recipient, now: Surroundings) -> Reason | None:
    if file.is_film and not recipient.territory:
        return Reason.NO_RIGHTS
    rights = _get_standing(file, now=now).rights
    asked = [(code, recipient.medium) for code in recipient.territory or (WORLD,)]
    reasons = (_find_right(rights, code=code, medium=medium, on=now.today) for code, medium in asked)
    return next((reason for reason in reasons if reason is not None), None)


def _find_right(rights: Iterable[Rights], *, code: str, medium: str, on: date) -> Reason | None:
    there = [right for right in rights if right.territory in {WORLD, code} and right.medium in {ALL_MEDIA, medium}]
    if any(right.allow(territory=code, on=on, medium=medium) for right in there):
        return None
    if any(right.starts_on is not None and right.starts_on > on for right in there):
        return Reason.NOT_YET_VALID
    if any(not right.has_ended(on=on) for right in there):
        return Reason.NO_RIGHTS
    return Reason.EXPIRED if there else Reason.NO_RIGHTS


def _find_time_reason(file: OutgoingFile, *, now: Surroundings) -> Reason | None:
    if file.valid_from is not None and file.valid_from > now.at:
        return Reason.NOT_YET_VALID
    return Reason.ENDED if file.valid_until is not None and file.valid_until <= now.at else None


def _find_version_reason(file: OutgoingFile, *, now: Surroundings) -> Reason | None:
    """Return why a text isn't what the public reads now: its wording or a fact in it differs."""
    standing = now.texts.get(_name(file.item))
    if standing is None or standing.ref is None or standing.ref.sha256 != file.item.sha256:
        return Reason.SUPERSEDED
    return _find_fact_reason(file, now=now)


def _find_fact_reason(file: OutgoingFile, *, now: Surroundings) -> Reason | None:
    differing = [key for key, version in file.origin.facts.items() if now.facts.get(key, 0) != version]
    if not differing:
        return None
    return Reason.FACT_REVOKED if any(not now.facts.get(key) for key in differing) else Reason.FACT_CHANGED


def _get_standing(file: OutgoingFile, *, now: Surroundings) -> FileStanding:
    return now.files.get((file.origin.source, file.item.key), FileStanding())


def _name(item: ItemRef) -> tuple[str, str, str]:
    return item.kind, item.key, item.language
