"""Reader of facts: finds every fact in a text of any of the languages."""

from dataclasses import replace

from cms.quality_checks.reading.amount_rules import find_amount, find_owned
from cms.quality_checks.reading.calendar_rules import find_date, find_decade, find_weekday
from cms.quality_checks.reading.fact import WrittenFact
from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.items import Items, cut_text
from cms.quality_checks.reading.lexicon import get_lexicon
from cms.quality_checks.reading.linking import link
from cms.quality_checks.reading.normal_text import normalise_text
from cms.quality_checks.reading.place_rules import find_coordinate
from cms.quality_checks.reading.roles import find_role
from cms.quality_checks.reading.spelled_numbers import join_numbers
from cms.quality_checks.reading.time_rules import find_time
from cms.quality_checks.reading.whole_facts import find_whole_facts

RULES = (find_decade, find_weekday, find_coordinate, find_time, find_date, find_owned, find_amount)
"""In the order in which they are tried: the more a rule needs, the earlier."""


def read_facts(text: str, *, language: str) -> list[WrittenFact]:
    """Return the facts of a text in the order in which they are written. Each piece of text belongs to one fact.

    Takes time in proportion to the length of the text.
    """
    lexicon = get_lexicon(language)
    normal = normalise_text(text)
    facts, folded = find_whole_facts(normal, lexicon)
    items = Items(join_numbers(cut_text(normal, folded, lexicon), lexicon), lexicon, normal)
    found, linked = link(items, _find_all(items))
    for number, each in enumerate(found):
        start, end = items[each.first].start, items[each.after - 1].end
        fact = WrittenFact(normal.get_original(start, end), start, end, each.readings, each.is_certain)
        facts.append(
            replace(
                fact, is_linked=number in linked, role=find_role(items, each, found[number - 1] if number else None)
            )
        )
    return sorted(facts, key=lambda fact: fact.start)


def _find_all(items: Items) -> list[Found]:
    found: list[Found] = []
    place = 0
    while place < len(items):
        each = _find_at(items, place) if items[place].may_begin_fact else None
        if each is not None:
            found.append(each)
        place = max(each.after, place + 1) if each is not None else place + 1
    return found


def _find_at(items: Items, place: int) -> Found | None:
    for rule in RULES:
        if (found := rule(items, place)) is not None:
            return found
    return None
