from modeltranslation.translator import TranslationOptions, register

from cms.media.models import CampaignImage


@register(CampaignImage)
class CampaignImageTranslation(TranslationOptions):
    """Only the credit: alternative text and caption are part of each page's text."""

    fields = ("credit",)
