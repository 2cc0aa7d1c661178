"""Blocks of a rebuttal's page: where the claim appeared."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.rebuttals.appearance_kinds import AppearanceKind


class AppearanceBlock(blocks.StructBlock):
    """A public place in which the claim was made. Address, kind and day are the same in all languages."""

    medium = blocks.CharBlock(
        label=_("Platform or medium"),
        max_length=120,
        help_text=_("As it calls itself, such as the name of a newspaper. Never the name of a private person."),
    )
    kind = blocks.ChoiceBlock(label=_("Kind"), choices=AppearanceKind.choices, default=AppearanceKind.POST)
    url = blocks.URLBlock(
        label=_("Web address"),
        required=False,
        help_text=_("Not of a private person's profile. Leave it empty if a link would spread the claim further."),
    )
    day = blocks.DateBlock(label=_("Day"), required=False)

    class Meta:
        icon = "link"
        label = _("Appearance")


class AppearancesBlock(blocks.StreamBlock):
    appearance = AppearanceBlock()
