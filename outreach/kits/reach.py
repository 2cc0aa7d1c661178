"""The files in editions that a recall reaches."""

from datetime import datetime

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from outreach.kits.models import FileRole, KitFile
from outreach.kits.outgoing import LIBRARY, get_item_ref, get_origin
from outreach.kits.recall_names import name_file
from outreach.posters.files import find_loop_digests
from outreach.posters.reach import find_posters
from outreach.recalls.coverage import covers
from outreach.recalls.reach import Reached, ReachedKind, TargetQuery
from outreach.recalls.targets import RecallTarget

_WHOLE = frozenset({FileRole.TEXT, FileRole.MASTER})


def find_reach(target: RecallTarget, at: datetime) -> list[Reached]:
    """Return the files of all editions that a recall sent at that moment reaches, each with its organisation."""
    loops = find_loop_digests(find_posters(target, at=at))
    condition = _get_condition(target) | Q(role=FileRole.POSTER, sha256__in=loops)
    files = KitFile.objects.filter(condition).select_related("edition__kit", "edition__organisation")
    found = [
        file
        for file in files.order_by("edition", "path")
        if file.sha256 in loops or covers(target, get_origin(file), sent_at=at)
    ]
    return [_describe(file) for file in found]


def list_targets(query: TargetQuery) -> list[RecallTarget]:
    """Return pictures, documents and films in editions: each can be recalled by itself."""
    files = KitFile.objects.filter(role__in=LIBRARY, title__icontains=query.search)
    files = files.filter(source=query.source) if query.source else files
    sources = files.values("source").annotate(last=Max("pk")).order_by("-last")[: query.most]
    found = KitFile.objects.filter(pk__in=[row["last"] for row in sources]).order_by("-pk")
    return [RecallTarget(title=name_file(file), source=file.source) for file in found]


def _get_condition(target: RecallTarget) -> Q:
    if target.edition_key:
        return Q(edition__key=target.edition_key)
    if target.source:
        return Q(source=target.source)
    if target.fact_key:
        return Q(facts__has_key=target.fact_key)
    return Q(kind=target.kind, key=target.key)


def _describe(file: KitFile) -> Reached:
    edition = file.edition
    label = _("Kit “%(title)s”, edition %(number)s: %(path)s")
    return Reached(
        ReachedKind.FILE,
        label % {"title": edition.kit.title, "number": edition.number, "path": file.path.removeprefix("data/")},
        url=reverse("outreach_edition", args=[edition.pk]),
        organisation_key=edition.organisation.key,
        item=get_item_ref(file),
        edition_key=str(edition.key),
        is_whole=file.role in _WHOLE,
    )
