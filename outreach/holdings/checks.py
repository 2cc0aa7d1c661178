from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def check_sent_log(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Report a front server that sends files without a log: nobody would know which were downloaded."""
    if not settings.MEDIA_OFFLOAD_PREFIX or settings.MEDIA_OFFLOAD_LOG:
        return []
    return [
        Error(
            "MEDIA_OFFLOAD_PREFIX is set without MEDIA_OFFLOAD_LOG, so downloads would not be recorded.",
            hint="Have the front server write the log that docs/ledger.md describes, and set MEDIA_OFFLOAD_LOG to it.",
            id="holdings.E001",
        )
    ]
