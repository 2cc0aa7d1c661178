"""What the desk tells the rooms above it."""

from django.dispatch import Signal

approval_changed = Signal()
"""Sent after commit: ``page``, ``language``, ``approval`` (or None), ``change``: published, unpublished, withdrawn."""
