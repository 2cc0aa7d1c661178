from modeltranslation.translator import TranslationOptions, register

from cms.facts.models import ContactChannel


@register(ContactChannel)
class ContactChannelTranslation(TranslationOptions):
    fields = ("name", "hours")
