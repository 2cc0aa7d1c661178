"""Reader of facts: finds every fact in a text of any of the languages."""

from cms.quality_checks.reading.amount_rules import (
    find_amount,
    find_in_word,
    find_map_scale,
    find_owned,
    find_roman,
)
from cms.quality_checks.reading.calendar_rules import find_date, find_decade, find_weekday
from cms.quality_checks.reading.fact import UNREAD, WrittenFact
from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.items import Items, cut_text
from cms.quality_checks.reading.lexicon import get_lexicon
from cms.quality_checks.reading.linking import link
from cms.quality_checks.reading.lunar_rules import find_lunar
from cms.quality_checks.reading.normal_text import NormalText, normalise_text
from cms.quality_checks.reading.place_rules import find_coordinate
from cms.quality_checks.reading.roles import find_role
from cms.quality_checks.reading.spelled_numbers import join_numbers
from cms.quality_checks.reading.time_rules import find_time, find_time_to
from cms.quality_checks.reading.whole_facts import find_whole_facts

RULES = (
    find_lunar, find_decade, find_weekday, find_coordinate, find_time_to, find_time, find_date, find_owned,
    find_map_scale, find_in_word, find_amount, find_roman,
)  # fmt: skip
"""In the order in which they are tried: the more a rule needs, the earlier."""


LONGEST_EXCERPT = 40
MOST_FACTS = 4_000
"""The most facts that are read in a text: those of some 200 pages. The time for more would be felt, and nobody could
compare them."""
MOST_NUMBERS = 3 * MOST_FACTS
"""A date in digits has three."""
MOST_BEGINNINGS = 5 * MOST_FACTS
"""Known words and numbers with which a fact could begin: a text of 100 kB has hardly more than a quarter of these."""


def read_facts(text: str, *, language: str) -> list[WrittenFact]:
    """Return the facts of a text in the order in which they are written. Each piece of text belongs to one fact.

    Takes time in proportion to the length of the text. After ``MOST_FACTS`` the last fact says what wasn't read.
    """
    lexicon = get_lexicon(language)
    normal = normalise_text(text)
    facts, folded, stop = find_whole_facts(normal, lexicon, most=MOST_FACTS)
    cut, cut_stop = cut_text(folded, lexicon, most=MOST_NUMBERS)
    items = Items(join_numbers(cut, lexicon), lexicon, normal)
    all_found, place = _find_all(items)
    found, linked = link(items, all_found)
    for number, each in enumerate(found):
        start, end = items[each.first].start, items[each.after - 1].end
        role = find_role(items, each, found[number - 1] if number else None)
        written = normal.get_original(start, end)
        facts.append(WrittenFact(written, start, end, each.readings, each.is_certain, number in linked, role))
    stop = min(stop, items[place].start if place < len(items) else cut_stop)
    if stop < len(folded):
        facts = [*(fact for fact in facts if fact.start < stop), _say_unread(normal, stop)]
    return sorted(facts, key=lambda fact: fact.start)


def _say_unread(normal: NormalText, start: int) -> WrittenFact:
    end = min(start + LONGEST_EXCERPT, len(normal.folded))
    return WrittenFact(normal.get_original(start, end), start, end, frozenset({(UNREAD,)}))


def _find_all(items: Items) -> tuple[list[Found], int]:
    """Return the facts, at most ``MOST_FACTS``, and the place up to which the items have been read."""
    found: list[Found] = []
    place = tried = 0
    while place < len(items) and len(found) < MOST_FACTS and tried < MOST_BEGINNINGS:
        may_begin = items[place].may_begin_fact or _is_minus(items, place)
        tried += may_begin
        each = _find_at(items, place) if may_begin else None
        if each is not None:
            found.append(each)
        place = max(each.after, place + 1) if each is not None else place + 1
    return found, place


def _is_minus(items: Items, place: int) -> bool:
    after = items[place + 1]
    return items[place].text == "-" and (after.is_number or bool(after.meanings))


def _find_at(items: Items, place: int) -> Found | None:
    for rule in RULES:
        if (found := rule(items, place)) is not None:
            return found
    return None
