"""Publication rules for facts and contacts, and a system check of the register's keys."""

import re
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError
from django.utils.translation import gettext as _

from cms.core.models import BasePage
from cms.core.publication import Refusal
from cms.facts.contacts import get_page_channels
from cms.facts.live import FactValue, FactValues, get_live_values
from cms.facts.models import ContactChannel, Fact
from cms.facts.obstacles import ObstacleKind, find_obstacle
from cms.facts.rendering import has_value_in
from cms.facts.tokens import KEY_PATTERN, find_malformed_tokens, find_placeholders, find_tokens
from cms.facts.usage import get_text
from translations.languages import get_language_entry


def check_page_facts(page: BasePage) -> list[Refusal]:
    """Return a refusal for each token without an approved value and each contact that may not be published."""
    text = get_text(page)
    values = get_live_values()
    refusals = [_refuse_malformed(found) for found in find_malformed_tokens(text)]
    refusals += [_refuse_placeholder(found) for found in find_placeholders(text)]
    for key in dict.fromkeys(find_tokens(text)):
        refusals += _check_token(key, values=values, language=page.locale.language_code)
    for channel in get_page_channels(page):
        refusals += _check_channel(channel, values=values)
    return refusals


def _check_token(key: str, *, values: FactValues, language: str) -> list[Refusal]:
    value = values.get(key)
    fact = Fact.objects.filter(key=key).prefetch_related("channels").first()
    if fact is None:
        text = _("The register has no fact with the key [[%(key)s]].") % {"key": key}
        return [Refusal("fact.unknown", text)]
    if value is None:
        text = _("“%(fact)s” ([[%(key)s]]) has no approved value.") % {"fact": fact.label, "key": key}
        return [Refusal("fact.no_value", text)]
    channels = list(fact.channels.all())
    refused = [refusal for channel in channels for refusal in _check_channel(channel, values=values)]
    if channels and all(_check_channel(channel, values=values) for channel in channels):
        return refused
    return _check_value(value, fact=fact, language=language)


def _check_value(value: FactValue, *, fact: Fact, language: str) -> list[Refusal]:
    names = {"fact": fact.label, "key": fact.key, "language": get_language_entry(language).autonym}
    if value.is_withdrawn:
        text = _("“%(fact)s” ([[%(key)s]]) was revoked, or its stated end has come.") % names
        return [Refusal("fact.withdrawn", text)]
    if not has_value_in(value, language=language):
        text = _("“%(fact)s” ([[%(key)s]]) has no value in this language: %(language)s.") % names
        return [Refusal("fact.no_value_in_language", text)]
    return []


def _check_channel(channel: ContactChannel, *, values: FactValues) -> list[Refusal]:
    obstacle = find_obstacle(channel, values=values)
    if obstacle is None:
        return []
    names = {"name": channel.name, "fact": obstacle.fact.label if obstacle.fact else ""}
    if obstacle.kind == ObstacleKind.PLACEHOLDER:
        text = _("The contact “%(name)s” is a placeholder and can't be published.") % names
        return [Refusal("contact.placeholder", text)]
    if obstacle.kind == ObstacleKind.UNVERIFIED:
        return [Refusal("contact.unverified", _("The contact “%(name)s” has not been verified.") % names)]
    if obstacle.kind == ObstacleKind.NO_FACT:
        return [Refusal("contact.no_value", _("The contact “%(name)s” has no number or address.") % names)]
    text = _("“%(fact)s” of the contact “%(name)s” has no approved value.") % names
    return [Refusal("contact.no_value", text)]


def _refuse_malformed(found: str) -> Refusal:
    text = _("“%(text)s” is not the key of a fact: write it as [[key]], in lower case.") % {"text": found}
    return Refusal("fact.malformed", text)


def _refuse_placeholder(found: str) -> Refusal:
    text = _("“%(text)s” is a placeholder. A number that isn't known yet can't be published.") % {"text": found}
    return Refusal("contact.placeholder", text)


def check_register(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Report keys that don't work in a token (``manage.py check --database default``)."""
    if not databases:
        return []
    try:
        keys = list(Fact.objects.values_list("key", flat=True))
    except DatabaseError:
        return []  # not migrated yet
    return [
        Error(
            f"The key of the fact “{key}” doesn't work in a token.",
            hint="Use lower-case letters and digits, with single hyphens between them.",
            id="facts.E001",
        )
        for key in keys
        if not re.fullmatch(KEY_PATTERN, key)
    ]
