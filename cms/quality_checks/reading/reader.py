"""Reader of facts: finds every fact in a text of any of the languages."""

from collections.abc import Iterator
from functools import lru_cache

from cms.quality_checks.reading.amount_rules import (
    find_amount,
    find_in_word,
    find_map_scale,
    find_owned,
    find_roman,
)
from cms.quality_checks.reading.calendar_rules import find_date, find_decade, find_weekday
from cms.quality_checks.reading.counted import read_counted
from cms.quality_checks.reading.day_parts import add_day_parts, find_day_parts
from cms.quality_checks.reading.fact import UNREAD, Reading, WrittenFact
from cms.quality_checks.reading.found import Found
from cms.quality_checks.reading.letters import attach_letters, attach_letters_before
from cms.quality_checks.reading.lexicon import get_lexicon
from cms.quality_checks.reading.linking import link
from cms.quality_checks.reading.lunar_rules import find_lunar
from cms.quality_checks.reading.normal_text import NormalText, normalise_text
from cms.quality_checks.reading.place_rules import find_coordinate
from cms.quality_checks.reading.rates import find_one, find_rates
from cms.quality_checks.reading.roles import ORIGIN, find_role
from cms.quality_checks.reading.spelled_numbers import join_numbers
from cms.quality_checks.reading.time_rules import find_time, find_time_to
from cms.quality_checks.reading.tokens import Token, Tokens, cut_text
from cms.quality_checks.reading.vague import find_vague
from cms.quality_checks.reading.whole_facts import find_whole_facts

RULES = (
    find_one, find_vague, find_lunar, find_decade, find_weekday, find_coordinate, find_time_to, find_time, find_date,
    find_owned, find_map_scale, find_in_word, find_amount, find_roman,
)  # fmt: skip
"""In the order in which they are tried: the more a rule needs, the earlier."""
NUMBER_RULES = tuple(rule for rule in RULES if rule not in {find_vague, find_in_word, find_roman})
"""Those for facts that can begin with a number; most do."""


LONGEST_EXCERPT = 40
MOST_FACTS = 4_000
"""The most facts that are read in a text: those of some 200 pages. The time for more would be felt, and nobody could
compare them."""
MOST_NUMBERS = 3 * MOST_FACTS
"""A date in digits has three."""
MOST_BEGINNINGS = 5 * MOST_FACTS
"""Known words and numbers with which a fact could begin: a text of 100 kB has hardly more than a quarter of these."""
MOST_KNOWN = MOST_BEGINNINGS + 2 * MOST_NUMBERS
"""Those together with the words and numbers within facts."""


def read_facts(text: str, *, language: str) -> list[WrittenFact]:
    """Return the facts of a text in the order in which they are written. Each piece of text belongs to one fact.

    Takes time in proportion to the length of the text. After ``MOST_FACTS`` the last fact says what wasn't read.
    """
    lexicon = get_lexicon(language)
    normal = normalise_text(text)
    facts, folded, stop = find_whole_facts(normal, lexicon, most=MOST_FACTS)
    cut, cut_stop = cut_text(folded[:stop], lexicon, most=MOST_NUMBERS, most_known=MOST_KNOWN)  # the rest isn’t read
    lettered = attach_letters(attach_letters_before(cut, lexicon, normal), lexicon, normal)
    tokens = Tokens(join_numbers(lettered, lexicon), lexicon, normal)
    all_found, place = _find_all(tokens)
    found, linked = link(tokens, add_day_parts(tokens, all_found))
    for number, each in enumerate(found):
        start, end = tokens[each.first].start, tokens[each.after - 1].end
        role = find_role(tokens, each, found[number - 1] if number else None)
        written = normal.get_original(start, end)
        counted, after = read_counted(tokens, each)
        with_noun = normal.get_original(start, tokens[after - 1].end) if counted else ""
        facts.append(
            WrittenFact(written, start, end, each.readings, each.is_certain, number in linked, role, counted, with_noun)
        )
    facts += (fact for each in tokens.lettered for fact in _read_letters(tokens[each], normal))
    facts += (_read_part(tokens, each, normal) for each in (*find_day_parts(tokens, found), *find_rates(tokens, found)))
    stop = min(stop, tokens[place].start if place < len(tokens) else cut_stop)
    if stop < len(folded):
        facts = [*(fact for fact in facts if fact.start < stop), _say_unread(normal, stop)]
    return sorted(facts, key=lambda fact: fact.start)


@lru_cache(maxsize=64)
def read_lives(text: str, *, language: str) -> tuple[WrittenFact, ...]:
    """Return the words for births, joining the army and deaths, which may own a date or a place.

    They are no facts by themselves. An origin counts as a birth: “a native of Huế”.
    """
    lexicon, normal = get_lexicon(language), normalise_text(text)
    found = []
    for match in lexicon.tokens.finditer(normal.folded):
        roles = lexicon.look_up(" ".join(match["term"].split())).get("roles", ()) if match["term"] else ()
        if roles:
            start, end = match.span()
            readings: frozenset[Reading] = frozenset(
                ("role", "birth" if role == ORIGIN else str(role)) for role in roles
            )
            found.append(WrittenFact(normal.get_original(start, end), start, end, readings, is_certain=False))
    return tuple(found)


def _read_letters(token: Token, normal: NormalText) -> Iterator[WrittenFact]:
    written = normal.get_original(token.start, token.end)
    for kind, letters in (("letter", token.letters), ("letter before", token.letters_before)):
        if letters:
            readings: set[Reading] = {(kind, token.whole or 0, letter) for letter in letters.upper()}
            yield WrittenFact(written, token.start, token.end, frozenset(readings), letters.isupper())


def _read_part(tokens: Tokens, part: Found, normal: NormalText) -> WrittenFact:
    start, end = tokens[part.first].start, tokens[part.after - 1].end
    return WrittenFact(normal.get_original(start, end), start, end, part.readings, part.is_certain)


def _say_unread(normal: NormalText, start: int) -> WrittenFact:
    end = min(start + LONGEST_EXCERPT, len(normal.folded))
    return WrittenFact(normal.get_original(start, end), start, end, frozenset({(UNREAD,)}))


def _find_all(tokens: Tokens) -> tuple[list[Found], int]:
    """Return the facts, at most ``MOST_FACTS``, and the place up to which the tokens have been read."""
    found: list[Found] = []
    after = tried = 0
    for place in tokens.beginnings:
        if place < after or (tokens[place].text == "-" and not _is_minus(tokens, place)):
            continue
        if len(found) == MOST_FACTS or tried == MOST_BEGINNINGS:
            return found, place
        tried += 1
        each = _find_at(tokens, place)
        if each is not None:
            found.append(each)
            after = each.after
    return found, len(tokens)


def _is_minus(tokens: Tokens, place: int) -> bool:
    after = tokens[place + 1]
    return after.is_number or bool(after.meanings)


def _find_at(tokens: Tokens, place: int) -> Found | None:
    for rule in NUMBER_RULES if tokens[place].is_number else RULES:
        if (found := rule(tokens, place)) is not None:
            return found
    return None
