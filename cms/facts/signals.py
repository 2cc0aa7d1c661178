"""Signals of the register, sent after commit."""

from django.dispatch import Signal

fact_changed = Signal()
"""(sender ``Fact``; ``fact``, ``version``): a new value is live, or this one was revoked or has ended."""
channel_changed = Signal()
"""(sender ``ContactChannel``; ``channel``): a contact became public, changed, or stopped being public."""
