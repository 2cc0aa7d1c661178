from django import template

from cms.translation_desk.presentation import name_language
from translations.languages import Language

register = template.Library()


@register.filter
def desk_language(language: Language) -> str:
    """Name a language in the words of the person who reads: the desk's staff need not read its script."""
    return name_language(language)
