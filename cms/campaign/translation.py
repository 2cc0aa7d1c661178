from modeltranslation.translator import TranslationOptions, register

from cms.campaign.models import (
    Campaign,
    EvidenceKind,
    Indicator,
    IndicatorValue,
    KeyDate,
    Phase,
    Place,
    Subject,
    Topic,
)


@register(Campaign)
class CampaignTranslation(TranslationOptions):
    fields = ("name", "short_name", "motto", "desk_name", "question", "appeal", "sign_in_note")


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name",)


@register(EvidenceKind)
class EvidenceKindTranslation(TranslationOptions):
    fields = ("name", "help")


@register(Place)
class PlaceTranslation(TranslationOptions):
    fields = ("name",)


@register(Phase)
class PhaseTranslation(TranslationOptions):
    fields = ("name", "goal")


@register(KeyDate)
class KeyDateTranslation(TranslationOptions):
    fields = ("name",)


@register(Subject)
class SubjectTranslation(TranslationOptions):
    fields = ("name",)


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("name", "unit")


@register(IndicatorValue)
class IndicatorValueTranslation(TranslationOptions):
    fields = ("source",)
