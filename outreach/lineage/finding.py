"""Everything that a code, key or SHA-256 names: approvals, posters, films, editions and files in them, with its state.

Several may have the same SHA-256: a poster that was made again after its withdrawal is the same file.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.published import find_approvals, find_behind_source, find_films, find_ref
from outreach.kits.models import KitEdition, KitFile
from outreach.kits.outgoing import find_withheld
from outreach.lineage.chain import describe_approval, describe_loop, describe_poster, node_of_loop
from outreach.links.models import Link, Scan
from outreach.posters.loops import find_loop_reason, list_parts
from outreach.posters.models import Loop, Poster, PosterFile
from outreach.redirector.codes import MalformedCode, read_code

MOST = 100
"""So many files with one SHA-256 are named: a film may be in thousands of editions."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class LineageMatch:
    """Something that the query names, with its state, and the item that it belongs to (none for a whole edition).

    ``node`` is its ``LineageNode.id`` (empty: the item itself).
    """

    label: str
    url: str
    kind: str = ""
    key: str = ""
    node: str = ""
    state: str = ""


def find_matches(query: str) -> list[LineageMatch]:
    """Return all that the query names; nothing if there is none."""
    wanted = query.strip()
    if _SHA256.fullmatch(wanted.lower()):
        return list(_find_by_digest(wanted.lower()))
    try:
        return list(_find_by_key(uuid.UUID(wanted)))
    except ValueError:
        return list(_find_by_code(wanted))


def _find_by_code(wanted: str) -> Iterator[LineageMatch]:
    try:
        code = read_code(wanted.rstrip("/").rsplit("/", 1)[-1])
    except MalformedCode:
        return
    link = Link.objects.filter(pk=code).first()
    if link:
        yield _match_link(link)


def _find_by_key(key: uuid.UUID) -> Iterator[LineageMatch]:
    ref = find_ref(str(key))
    if ref:
        yield LineageMatch(_("The item"), _get_item_url(ref.key), ref.kind, ref.key)
    for poster in Poster.objects.filter(key=key):
        yield _match_poster(poster)
    for scan in Scan.objects.filter(pk=key).select_related("link"):
        yield _match_link(scan.link)
    yield from _match_editions(KitEdition.objects.filter(key=key))


def _find_by_digest(digest: str) -> Iterator[LineageMatch]:
    approvals = find_approvals(digest)
    behind = find_behind_source(approval.ref for approval in approvals)
    for approval in approvals:
        ref, state = approval.ref, describe_approval(approval, behind=behind)
        label = _("Approved text: %(title)s (%(language)s)") % {"title": approval.title, "language": ref.language}
        yield LineageMatch(label, approval.dossier_url, ref.kind, ref.key, f"approval:{ref.revision}", state)
    for film in find_films(digest):
        label = _("Film: %(title)s (%(language)s)") % {"title": film.title, "language": film.ref.language}
        state = _("public") if film.is_public else _("not public")
        yield LineageMatch(label, _get_item_url(film.ref.key), film.ref.kind, film.ref.key, state=state)
    for file in PosterFile.objects.filter(sha256=digest).select_related("poster").order_by("pk")[:MOST]:
        yield _match_poster(file.poster)
    for loop in Loop.objects.filter(files__sha256=digest).order_by("pk")[:MOST]:
        yield from _match_loop(loop)
    yield from _match_editions(KitEdition.objects.filter(sha256=digest))
    yield from _match_files(digest)


def _match_link(link: Link) -> LineageMatch:
    label, url = _("Code %(code)s") % {"code": link.code}, f"{reverse('lineage')}?q={link.code}"
    return LineageMatch(label, url, link.item_kind, link.item_key, f"link:{link.code}")


def _match_poster(poster: Poster) -> LineageMatch:
    return LineageMatch(
        describe_poster(poster),
        reverse("poster_detail", args=[poster.key]),
        poster.item_kind,
        poster.item_key,
        f"poster:{poster.key}",
        str(poster.get_state_display()),
    )


def _match_loop(loop: Loop) -> Iterator[LineageMatch]:
    """Yield the loop, followed by the posters in it."""
    reason = find_loop_reason(loop, at=timezone.now())
    state = str(reason.label) if reason else _("valid")
    posters = list_parts(loop)
    item, url = (posters[0].item_kind, posters[0].item_key), reverse("poster_loop", args=[loop.pk])
    yield LineageMatch(describe_loop(loop), url, *item, node_of_loop(loop, posters[0]), state)
    yield from (_match_poster(poster) for poster in posters)


def _match_editions(editions: QuerySet[KitEdition]) -> Iterator[LineageMatch]:
    """Yield the editions, each followed by the items in it."""
    found = list(editions.select_related("kit", "organisation"))
    withheld = find_withheld(found, at=timezone.now())
    for edition in found:
        state = _("parts may not be used any more") if withheld[edition.pk] else _("valid")
        yield LineageMatch(_describe_edition(edition), reverse("outreach_edition", args=[edition.pk]), state=state)
        items = edition.files.order_by("kind", "key", "path").values_list("kind", "key", "title")
        for (kind, key), title in {(kind, key): title for kind, key, title in reversed(items)}.items():
            yield LineageMatch(_("In it: %(title)s") % {"title": title}, _get_item_url(key), kind, key)


def _match_files(digest: str) -> Iterator[LineageMatch]:
    found = KitFile.objects.filter(sha256=digest).select_related("edition__kit", "edition__organisation")
    files = list(found.order_by("pk")[:MOST])
    withheld = find_withheld({file.edition for file in files}, at=timezone.now())
    reasons = {entry.file.pk: entry.reason for entries in withheld.values() for entry in entries if entry.file}
    for file in files:
        label = f"{_describe_edition(file.edition)}: {file.path}"
        state = str(reasons[file.pk].label) if file.pk in reasons else _("valid")
        yield LineageMatch(label, reverse("outreach_edition", args=[file.edition_id]), file.kind, file.key, state=state)


def _describe_edition(edition: KitEdition) -> str:
    return _("Kit “%(title)s”, edition %(number)s, for %(organisation)s") % {
        "title": edition.kit.title,
        "number": edition.number,
        "organisation": edition.organisation.name,
    }


def _get_item_url(key: str) -> str:
    return f"{reverse('lineage')}?q={key}"
