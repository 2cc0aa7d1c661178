"""Length of loops: every code is seen long enough, and a loop comes round before a passer-by is gone."""

LEAST_SECONDS, MOST_SECONDS = 10, 30
LEAST_SECONDS_EACH = 6
"""How long a passer-by needs to find the telephone and to point it at the code."""


def is_allowed(*, scenes: int, seconds_each: int) -> bool:
    return seconds_each >= LEAST_SECONDS_EACH and LEAST_SECONDS <= scenes * seconds_each <= MOST_SECONDS
