"""Summary of many posters: how many of them are in which state, by language, and why some weren't made."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count

from outreach.posters.models import NOT_MADE, PosterQuerySet, PosterState
from translations.languages import get_language_entry

MOST_REASONS = 20


@dataclass(frozen=True)
class LanguageSummary:
    """The posters of one language: all, made, waiting and not made."""

    language: str
    total: int
    made: int
    waiting: int
    not_made: int

    @property
    def name(self) -> str:
        return get_language_entry(self.language).autonym


def count_states(posters: PosterQuerySet) -> dict[str, int]:
    """Return how many of the posters are in each state, the most frequent first."""
    return dict(posters.order_by().values_list("state").annotate(count=Count("pk")).order_by("-count", "state"))


def summarise_languages(posters: PosterQuerySet) -> list[LanguageSummary]:
    """Return a row for each language of the posters, in one query."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for language, state, count in posters.order_by().values_list("language", "state").annotate(count=Count("pk")):
        counts[language][state] += count
    return [
        LanguageSummary(
            language=language,
            total=states.total(),
            made=states.total() - states[PosterState.REQUESTED] - sum(states[state] for state in NOT_MADE),
            waiting=states[PosterState.REQUESTED],
            not_made=sum(states[state] for state in NOT_MADE),
        )
        for language, states in sorted(counts.items())
    ]


def list_reasons(posters: PosterQuerySet) -> list[tuple[str, int]]:
    """Return why posters weren't made, with the number of each, the most frequent first."""
    not_made = posters.order_by().filter(state__in=NOT_MADE).exclude(reason="")
    return list(not_made.values_list("reason").annotate(count=Count("pk")).order_by("-count")[:MOST_REASONS])
