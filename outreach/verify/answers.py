"""Judgements of a file, a code or an edition, for anyone: whether it is the campaign's own, and still valid.

An answer names an approved text and its state. It never names an organisation or a place for which something was made.
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from cms.credentials.models import MadeAs, SignedFile
from cms.credentials.signing import read_strangers_file
from cms.published import find_films, get_published, get_published_languages, get_withdrawal
from outreach.kits.models import EditionState, KitEdition, KitFile
from outreach.kits.outgoing import find_withheld
from outreach.links.models import Link
from outreach.posters.loops import list_parts
from outreach.posters.models import Loop, Poster, PosterState
from outreach.posters.outgoing import find_poster_reason
from outreach.redirector.codes import MalformedCode, read_code
from translations.negotiation import ANY

MOST = 100
"""So many files with one SHA-256 are judged: a film may be in thousands of editions."""


class Authenticity(StrEnum):
    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    PARTS_WITHHELD = "parts_withheld"
    ALTERED = "altered"
    NO_SIGNATURE = "no_signature"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_EDITION = "unknown_edition"


OURS = frozenset({Authenticity.VALID, Authenticity.REPLACED, Authenticity.WITHDRAWN, Authenticity.PARTS_WITHHELD})
_BEST_FIRST = (Authenticity.VALID, Authenticity.REPLACED, Authenticity.WITHDRAWN)


@dataclass(frozen=True)
class Answer:
    """The verdict, and the item that it is about as far as there is one. ``since`` is when it stopped being valid."""

    verdict: Authenticity
    title: str = ""
    kind: str = ""
    key: str = ""
    language: str = ""
    since: datetime | None = None
    is_demonstration: bool = False

    @property
    def is_ours(self) -> bool:
        return self.verdict in OURS


def judge_file(source: Path | bytes, *, at: datetime) -> Answer:
    """Return the answer about a file: by its bytes if they were released, else by the signature in it."""
    digest = _digest(source)
    known = [*_judge_posters(digest, at=at), *_judge_signed(digest), *_judge_delivered(digest, at=at)]
    known += [*_judge_loops(digest, at=at), *_judge_films(digest)]
    if known:
        return _choose(known)
    credentials = read_strangers_file(source)
    if credentials is None or not credentials.is_ours:
        return Answer(Authenticity.NO_SIGNATURE)
    if not credentials.is_intact or credentials.claims is None:
        return Answer(Authenticity.ALTERED)
    claims = credentials.claims
    return _judge_item(
        kind=claims.kind, key=claims.key, language=claims.language, revision=claims.revision, made_as=claims.made_as
    )


def judge_typed(typed: str, *, at: datetime) -> Answer:
    """Return the answer about a code or the number of an edition, as somebody typed it."""
    try:
        return _judge_edition(uuid.UUID(typed.strip()), at=at)
    except ValueError:
        return _judge_code(typed, at=at)


def _judge_code(typed: str, *, at: datetime) -> Answer:
    try:
        code = read_code(typed.strip().rstrip("/").rsplit("/", 1)[-1])
    except MalformedCode:
        return Answer(Authenticity.UNKNOWN_CODE)
    link = Link.objects.filter(pk=code).first()
    if link is None:
        return Answer(Authenticity.UNKNOWN_CODE)
    answers = [_judge_poster(poster, at=at) for poster in link.posters.order_by("-pk")[:MOST]]
    return _choose([answer for answer in answers if answer] or [_judge_link(link)])


def _judge_link(link: Link) -> Answer:
    """Return the answer about a code that is on no poster: on a form to print, or in a kit."""
    kind, key = link.destination
    if link.language != ANY:
        return _judge_item(kind=kind, key=key, language=link.language)
    is_public = bool(get_published_languages(kind=kind, key=key))
    return Answer(Authenticity.VALID if is_public else Authenticity.WITHDRAWN, kind=kind, key=key)


def _judge_edition(key: uuid.UUID, *, at: datetime) -> Answer:
    edition = KitEdition.objects.filter(key=key, state=EditionState.FINISHED).first()
    if edition is None:
        return Answer(Authenticity.UNKNOWN_EDITION)
    newer = KitEdition.objects.filter(
        kit=edition.kit_id, organisation=edition.organisation_id, number__gt=edition.number, finished_at__isnull=False
    )
    replacement = newer.order_by("number").first()
    if replacement is not None:
        return Answer(Authenticity.REPLACED, since=replacement.finished_at)
    return Answer(Authenticity.PARTS_WITHHELD if find_withheld([edition], at=at)[edition.pk] else Authenticity.VALID)


def _judge_posters(digest: str, *, at: datetime) -> Iterable[Answer]:
    posters = Poster.objects.filter(file__sha256=digest).order_by("-pk")[:MOST]
    return [answer for poster in posters if (answer := _judge_poster(poster, at=at))]


def _judge_poster(poster: Poster, *, at: datetime) -> Answer | None:
    """Return the answer about a poster; None for one that was never released."""
    if poster.released_at is None:
        return None
    about = Answer(Authenticity.VALID, poster.title, poster.item_kind, poster.item_key, poster.language)
    if poster.state == PosterState.RELEASED:
        withheld = find_poster_reason(poster, at=at)
        return about if withheld is None else replace(about, verdict=Authenticity.WITHDRAWN)
    verdict = Authenticity.REPLACED if poster.state == PosterState.OUTDATED else Authenticity.WITHDRAWN
    return replace(about, verdict=verdict, since=poster.ended_at)


def _judge_signed(digest: str) -> Iterable[Answer]:
    """Posters and their loops are judged by their own state: they outlive a revision that left their words alone."""
    found = SignedFile.objects.filter(sha256=digest).exclude(made_as__in=[MadeAs.POSTER, MadeAs.FILM])
    found = found.select_related("certificate")
    for file in found:
        answer = _judge_item(
            kind=file.item_kind,
            key=file.item_key,
            language=file.language,
            revision=file.item_revision,
            made_as=file.made_as,
        )
        yield replace(answer, is_demonstration=file.certificate.is_demonstration)


def _judge_loops(digest: str, *, at: datetime) -> Iterable[Answer]:
    for loop in Loop.objects.filter(files__sha256=digest, released_at__isnull=False).order_by("-pk")[:MOST]:
        posters = list_parts(loop)
        judged = [answer for poster in posters if (answer := _judge_poster(poster, at=at))]
        yield max(judged, key=lambda answer: _BEST_FIRST.index(answer.verdict))


def _judge_delivered(digest: str, *, at: datetime) -> Iterable[Answer]:
    files = list(KitFile.objects.filter(sha256=digest).select_related("edition").order_by("-pk")[:MOST])
    withheld = find_withheld({file.edition for file in files}, at=at)
    for file in files:
        held_back = {entry.file.pk for entry in withheld[file.edition_id] if entry.file}
        verdict = Authenticity.WITHDRAWN if file.pk in held_back else Authenticity.VALID
        yield Answer(verdict, file.title, file.kind, file.key, file.language)


def _judge_films(digest: str) -> Iterable[Answer]:
    for film in find_films(digest):
        verdict = Authenticity.VALID if film.is_public else Authenticity.WITHDRAWN
        yield Answer(verdict, film.title, film.ref.kind, film.ref.key, film.ref.language)


def _judge_item(*, kind: str, key: str, language: str, revision: str = "", made_as: str = "") -> Answer:
    """Return the answer about what was made of an item's approved text of this revision."""
    about = Answer(Authenticity.VALID, kind=kind, key=key, language=language)
    if made_as == MadeAs.REPORT:
        return about
    item = get_published(kind=kind, key=key, language=language)
    if item is None:
        withdrawal = get_withdrawal(kind=kind, key=key, language=language)
        gone = replace(about, verdict=Authenticity.WITHDRAWN)
        return replace(gone, title=withdrawal.title, since=withdrawal.withdrawn_at) if withdrawal else gone
    if revision and item.ref.revision != revision:
        return replace(about, verdict=Authenticity.REPLACED, title=item.title, since=item.approved_at)
    return replace(about, title=item.title)


def _choose(answers: list[Answer]) -> Answer:
    """Return the best of the answers about the same bytes: a poster made again after its withdrawal is valid."""
    return min(answers, key=lambda answer: _BEST_FIRST.index(answer.verdict))


def _digest(source: Path | bytes) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    file: BinaryIO
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
