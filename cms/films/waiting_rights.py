"""Rights of films that were entered and wait for a second person."""

from collections.abc import Iterable

from cms.change_requests.change_request import find_requests
from cms.change_requests.guards import write_values
from cms.films.models import FilmPage, RightsWindow


def read_waiting(films: Iterable[FilmPage]) -> list[RightsWindow]:
    """Return the windows of these films that wait for approval, not saved yet."""
    waiting = []
    for request in find_requests(RightsWindow).filter(object_id=None, after__film__in=[film.pk for film in films]):
        window = RightsWindow()
        write_values(window, request.after)
        waiting.append(window)
    return waiting
