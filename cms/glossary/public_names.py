"""Names of the glossary as readers may see them: those of the built-in table, and those that two people agreed on."""

from cms.glossary.terms import find_public_renderings


def get_public_rendering(name: str, language: str) -> str:
    """Return how the language writes a name, or "" if it has none; one person's own entry isn't public yet."""
    renderings = find_public_renderings(name, language=language)
    return renderings[0].replace("*", "").strip() if renderings else ""
