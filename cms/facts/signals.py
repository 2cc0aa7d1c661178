"""Signals of the register, sent after commit."""

from django.dispatch import Signal

fact_changed = Signal()
"""(sender ``Fact``; ``fact``, ``version``): a new value is live."""
channel_changed = Signal()
"""(sender ``ContactChannel``; ``channel``): a contact became public, or stopped being public."""
