from modeltranslation.translator import TranslationOptions, register

from cms.campaign.models import Campaign, EvidenceKind, KeyDate, Phase, Province, Topic


@register(Campaign)
class CampaignTranslation(TranslationOptions):
    fields = ("name", "short_name", "motto", "desk_name")


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name",)


@register(EvidenceKind)
class EvidenceKindTranslation(TranslationOptions):
    fields = ("name", "help")


@register(Province)
class ProvinceTranslation(TranslationOptions):
    fields = ("name",)


@register(Phase)
class PhaseTranslation(TranslationOptions):
    fields = ("name", "goal")


@register(KeyDate)
class KeyDateTranslation(TranslationOptions):
    fields = ("name",)
