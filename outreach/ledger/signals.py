"""Signal of the ledger to the apps that derive data from it."""

from django.dispatch import Signal

events_appended = Signal()
"""Sent inside the transaction that appends events. Arguments: ``events``, in the order of the chain."""
