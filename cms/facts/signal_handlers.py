"""The register's values, read once a request, and public pages made anew when they change."""

from typing import Any

from cms.facts.live import begin_request, end_request, forget_in_request


def on_request_started(**kwargs: Any) -> None:
    begin_request()


def on_request_finished(**kwargs: Any) -> None:
    end_request()


def on_register_changed(**kwargs: Any) -> None:
    forget_in_request()
