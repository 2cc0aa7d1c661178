"""Signals about texts on their way to the public, sent inside the transaction that writes them.

Wagtail imports ``workflow_finish.py``, and this module with it, while its own models load: no models here.
"""

from django.dispatch import Signal

submission_opened = Signal()
"""A text was submitted. Arguments: ``submission``."""

submission_decided = Signal()
"""A submitted text was approved or sent back. Arguments: ``submission``."""

text_published = Signal()
"""An approved text went live. Arguments: ``approval``."""

workflow_ended = Signal()
"""Wagtail ended a workflow by its own rules. Arguments: ``workflow_state``."""
