"""Fields of a contact channel with a column for each language, as django-modeltranslation reads them."""

from modeltranslation.translator import TranslationOptions, register

from cms.facts.models import ContactChannel


@register(ContactChannel)
class ContactChannelTranslation(TranslationOptions):
    fields = ("name", "what_next")
