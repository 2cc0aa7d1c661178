"""Targets that the form for a recall offers: of each kind some, chosen by a part of their titles."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from cms.published import KnownFact, list_known_facts
from outreach.holdings.models import Delivery, HeldItem
from outreach.organisations.members import get_names
from outreach.organisations.models import Organisation
from outreach.recalls.reach import MOST, TargetQuery, list_registered_targets
from outreach.recalls.targets import RecallTarget
from translations.languages import CODES, get_autonym

READ = 2000
"""So many of the last holdings are read: of an item that went to hundreds of organisations there are hundreds."""
Targets = dict[str, RecallTarget]
"""Targets by the names that the form has for them."""


@dataclass(frozen=True)
class TargetGroup:
    """Targets of one kind; ``is_cut`` if there are more."""

    label: str
    targets: Targets
    is_cut: bool


def list_choices(*, search: str) -> list[TargetGroup]:
    """Return what can be recalled: items in one language or in all, editions, files by their source, and facts.

    Of each kind the newest with this part in their title.
    """
    sources = list_registered_targets(TargetQuery(search=search, most=MOST + 1))
    facts = [fact for fact in list_known_facts() if search.casefold() in fact.label.casefold()]
    return [
        TargetGroup(_("Items"), *_find_items(Q(title__icontains=search))),
        _make_group(_("Editions of kits"), _find_editions(_match_edition(search))),
        _make_group(_("Posters, pictures and films"), {f"source:{target.source}": target for target in sources}),
        _make_group(_("Facts of the register"), _name_facts(facts)),
    ]


def find_choice(name: str) -> RecallTarget | None:
    """Return the target that the form has this name for, whether it offers it or not; None for an unknown name."""
    kind, _colon, rest = name.partition(":")
    if kind == "edition":
        return _find_editions(Q(edition_key=rest)).get(name)
    if kind == "source":
        return next(iter(list_registered_targets(TargetQuery(source=rest))), None) if rest else None
    if kind == "fact":
        return _name_facts(fact for fact in list_known_facts() if fact.key == rest).get(name)
    key, _colon, language = rest.partition(":")
    condition = Q(kind=kind, key=key)
    return _find_items(condition & Q(language=language) if language else condition)[0].get(name)


def _make_group(label: str, targets: Targets) -> TargetGroup:
    return TargetGroup(label, dict(list(targets.items())[:MOST]), is_cut=len(targets) > MOST)


def _name_facts(facts: Iterable[KnownFact]) -> Targets:
    """Name the facts that were ever public; a recall reaches every file with a value approved so far."""
    return {
        f"fact:{fact.key}": RecallTarget(title=fact.label, fact_key=fact.key, fact_version=fact.version)
        for fact in facts
    }


def _match_edition(search: str) -> Q:
    named = Organisation.objects.filter(name__icontains=search).values("key")
    return Q(title__icontains=search) | Q(organisation_key__in=named) if search else Q()


def _find_editions(condition: Q) -> Targets:
    """Return editions that were offered and have not been removed, newest first."""
    found = Delivery.objects.filter(condition, removed_at__isnull=True).order_by("-offered_at", "-pk")
    rows = list(found[: MOST + 1])
    names = get_names({row.organisation_key for row in rows})
    return {
        f"edition:{row.edition_key}": RecallTarget(
            title=_("%(title)s, edition %(number)s: %(organisation)s")
            % {"title": row.title, "number": row.number, "organisation": names.get(row.organisation_key, "")},
            edition_key=row.edition_key,
        )
        for row in rows
    }


def _find_items(condition: Q) -> tuple[Targets, bool]:
    """Return the items that were last offered and not yet removed, each both in all languages and in one.

    And whether there may be more. An item in all languages is listed under its source title, if that is among them.
    """
    rows = HeldItem.objects.filter(condition, removed_at__isnull=True).order_by("-pk")
    newest = list(rows.values_list("kind", "key", "language", "title")[:READ])
    titles: dict[tuple[str, str], dict[str, str]] = {}
    for kind, key, language, title in newest:
        if (kind, key) in titles or len(titles) < MOST:
            titles.setdefault((kind, key), {}).setdefault(language, title)
    targets: Targets = {}
    for (kind, key), versions in titles.items():
        languages = sorted(versions, key=lambda code: CODES.index(code) if code in CODES else len(CODES))
        title = _("%(title)s: all languages") % {"title": versions[languages[0]]}
        targets[f"{kind}:{key}:"] = RecallTarget(title=title, kind=kind, key=key)
        for language in languages:
            title = f"{versions[language]} ({get_autonym(language)})"
            targets[f"{kind}:{key}:{language}"] = RecallTarget(title=title, kind=kind, key=key, language=language)
    return targets, len(newest) == READ or len(titles) == MOST
