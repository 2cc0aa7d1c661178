"""The exception with which the register refuses a change."""


class FactRefused(Exception):
    """The register was not changed; the text tells the user why."""
