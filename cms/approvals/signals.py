"""Signals about submissions, sent inside the transaction that writes them."""

from django.dispatch import Signal

submission_opened = Signal()
"""A text was submitted. Arguments: ``submission``."""

submission_decided = Signal()
"""A submitted text was approved or sent back. Arguments: ``submission``."""
