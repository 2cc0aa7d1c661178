from modeltranslation.translator import TranslationOptions, register

from outreach.organisations.models import Organisation


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name",)
