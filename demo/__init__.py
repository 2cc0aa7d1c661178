"""The demonstration campaign: texts that a non-programmer can edit (``content/``), and the command that loads them.

It stands above every other room and may import all of them; nothing imports it. Everything goes through the rules
that people go through: one person writes, another approves.
"""
