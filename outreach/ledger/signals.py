"""Signal of the ledger to the apps that derive data from it."""

from django.dispatch import Signal

event_appended = Signal()
"""Sent for every event in the order of the chain, inside the transaction that appends it. Arguments: ``event``."""
