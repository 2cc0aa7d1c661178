"""The demonstration campaign: its texts (``content/``), which anybody can edit, and the command that loads them.

No other app imports it. Everything is loaded through the rules of the desk: one person writes, another approves.
"""
