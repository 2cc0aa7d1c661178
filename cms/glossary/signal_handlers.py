"""The glossary's version, read at most once in a request."""

from typing import Any

from cms.glossary import terms


def begin_request(**kwargs: Any) -> None:
    terms.start_version_cache()


def end_request(**kwargs: Any) -> None:
    terms.end_version_cache()
