from modeltranslation.translator import TranslationOptions, register

from cms.media.models import CampaignImage


@register(CampaignImage)
class CampaignImageTranslation(TranslationOptions):
    """Whom a picture is from goes with it wherever it is shown, like a name; what it shows is a page's text."""

    fields = ("credit",)
