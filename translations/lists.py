"""The comma between the items of a list, as each language writes it."""

_COMMAS = {"ar": "، ", "ja": "、", "zh-hans": "、"}


def get_comma(language: str) -> str:
    """Return the comma with the space that belongs to it."""
    return _COMMAS.get(language, ", ")
