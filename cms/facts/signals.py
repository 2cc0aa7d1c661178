"""``fact_changed`` (sender ``Fact``; ``fact``, ``version``): a new value is live; sent after commit."""

from django.dispatch import Signal

fact_changed = Signal()
channel_changed = Signal()
"""(sender ``ContactChannel``; ``channel``): a contact became public, or stopped being so; sent after commit."""
