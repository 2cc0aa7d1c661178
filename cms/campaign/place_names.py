"""The campaign's places and topics for the search: names in each language, former names, classification."""

from collections.abc import Hashable, Iterable, Iterator, Sequence

from django.utils.translation import get_language, override

from cms.campaign.models import Place, Topic
from cms.core.models import BasePage
from cms.core.search import LISTED
from cms.core.search_filters import FilterChoice
from cms.core.search_index.names import PLACE_NAME, PlaceNames
from translations.languages import CODES, SOURCE, get_column
from translations.terms import Term

_FIELDS = ("code", "official_name", "former_names", "wartime_names", *(get_column("name", code) for code in CODES))


def get_version() -> Hashable:
    """Return what changes whenever a place's name does: the names themselves."""
    return repr(list(Place.objects.order_by("pk").values_list(*_FIELDS)))


def list_terms(language: str) -> Iterator[Term]:
    """Yield the places' names with what they are called in the language; in the source's, the former names too."""
    with override(language):
        for place in Place.objects.order_by("pk"):
            own = [place.official_name, get_source_name(place)]
            rendering = getattr(place, get_column("name", language)) or ""
            for name in dict.fromkeys(own):
                written = (name,) if language == SOURCE else (rendering,) if rendering else ()
                yield _make_term(name, written)
            for name in (*place.former_names, *list_wartime_names(place)):
                yield _make_term(name, (name,) if language == SOURCE else ())


def list_places() -> Sequence[PlaceNames]:
    return [PlaceNames(place.code, frozenset(_list_all(place))) for place in Place.objects.order_by("pk")]


def list_wartime_names(place: Place) -> list[str]:
    return [row["name"] for row in place.wartime_names or ()]


def _list_all(place: Place) -> tuple[str, ...]:
    return (place.official_name, get_source_name(place), *place.former_names, *list_wartime_names(place))


def get_source_name(place: Place) -> str:
    """Return the name in the source language, which is the name's key in the glossary."""
    return str(getattr(place, get_column("name", SOURCE)) or place.official_name)


def list_codes(page: BasePage) -> list[str]:
    """Return the codes of the places that a page is classified under."""
    return [place.code for place in page.places.all()] if hasattr(page, "places") else []


def list_topic_tokens(page: BasePage, text: str) -> Iterable[str]:
    """Return the tokens with which a page is filtered by its topics."""
    return [f"{LISTED}topic:{topic.number}" for topic in page.topics.all()] if hasattr(page, "topics") else []


def list_topics() -> list[FilterChoice]:
    return [FilterChoice(str(topic.number), topic.name) for topic in Topic.objects.order_by("number")]


def list_place_choices() -> list[FilterChoice]:
    """Return the places as choices of a filter, in the order of their names in the active language."""
    places = Place.objects.order_by(get_column("name", get_language() or SOURCE), "pk")
    return [FilterChoice(place.code, place.name) for place in places]


def _make_term(name: str, renderings: tuple[str, ...]) -> Term:
    return Term(name, PLACE_NAME, "", renderings, (), "")
