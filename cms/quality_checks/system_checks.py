"""System check of the glossary's tables and of `checks.toml`, which people edit who don't program."""

import re
import tomllib
from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error

from cms.quality_checks.config import PATH, CheckSettings, read_settings
from cms.quality_checks.findings import Severity
from cms.quality_checks.reading.lexicon import get_lexicon, has_table
from cms.quality_checks.registry import EMPTY_TEXT_RULES, RULES, TIMED_RULES
from cms.quality_checks.transcription import read_tables
from translations.known_languages import KNOWN_BY_CODE
from translations.languages import SOURCE, TARGETS
from translations.term_tables import BrokenGlossary, read_built_in_table


def check_files(**kwargs: Any) -> list[CheckMessage]:
    return [*_check_glossary(), *_check_settings_file(), *_check_fact_tables(), *_check_transcriptions()]


def _check_glossary() -> list[CheckMessage]:
    """Report unreadable tables and terms that the source's table lacks as errors, missing renderings as warnings."""
    found: list[CheckMessage] = []
    hint = "See “The glossary” in docs/translating.md."
    names: set[str] = set()
    for language in (SOURCE, *TARGETS):
        try:
            own = {row.term for row in read_built_in_table(language)}
        except (BrokenGlossary, OSError) as error:
            found.append(Error(str(error), hint=hint, id="quality_checks.E001"))
            continue
        names = names or own
        if own - names:
            text = f"{language}.csv has terms that {SOURCE}.csv lacks: {', '.join(sorted(own - names))}."
            found.append(Error(text, hint=hint, id="quality_checks.E001"))
        if lacking := sorted(names - own):
            text = f"{language}.csv lacks {len(lacking)} terms, which are neither offered nor checked: {lacking[0]}…"
            found.append(checks.Warning(text, hint=hint, id="quality_checks.W003"))
    return found


def _check_settings_file() -> list[CheckMessage]:
    try:
        settings = read_settings(tomllib.loads(PATH.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        return [Error(f"translations/checks.toml can't be read: {error!r}", id="quality_checks.E002")]
    return [Error(text, id="quality_checks.E002") for text in find_settings_faults(settings)]


def _check_fact_tables() -> list[CheckMessage]:
    """Report unreadable tables of words that facts are made of as errors, missing ones as warnings."""
    found: list[CheckMessage] = []
    hint = "See “The words of facts” in docs/translating.md."
    for language in (SOURCE, *TARGETS):
        try:
            get_lexicon(language)
        except (OSError, ValueError, KeyError, TypeError) as error:
            text = f"translations/facts/{language}.toml can't be read: {error!r}"
            found.append(Error(text, hint=hint, id="quality_checks.E003"))
        if not has_table(language):
            text = f"translations/facts/{language}.toml is missing: number words and units aren't read."
            found.append(checks.Warning(text, hint=hint, id="quality_checks.W004"))
    return found


def _check_transcriptions() -> list[CheckMessage]:
    try:
        read_tables()
    except (OSError, ValueError, KeyError, TypeError, re.error) as error:
        return [Error(f"translations/transcriptions.toml can't be read: {error!r}", id="quality_checks.E004")]
    return []


def find_settings_faults(settings: CheckSettings) -> list[str]:
    """Return a text for each fault in the settings: an unknown or missing rule, a wrong severity or language."""
    names = {rule.name for rule in (*RULES, *TIMED_RULES, *EMPTY_TEXT_RULES)}
    faults = [f"checks.toml has an unknown rule: {name}." for name in settings.severities if name not in names]
    faults += [f"checks.toml lacks the rule {name}." for name in names if name not in settings.severities]
    for name, severity in settings.severities.items():
        if severity not in Severity.values:
            faults.append(f"checks.toml, {name}: “{severity}” is neither error nor warning.")
        faults += [
            f"checks.toml, {name}: no language {code}."
            for code in settings.off.get(name, ())
            if code not in KNOWN_BY_CODE
        ]
    return faults
