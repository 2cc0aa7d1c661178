from typing import Any

from cms.glossary import terms


def begin_request(**kwargs: Any) -> None:
    terms.begin_look()


def end_request(**kwargs: Any) -> None:
    terms.end_look()
