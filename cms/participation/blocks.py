from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.core.blocks import FileBlock


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("What to do"), max_length=120)
    text = blocks.TextBlock(label=_("How"), required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")
        template = "participation/step.html"


class GuideStepsBlock(blocks.StreamBlock):
    step = StepBlock()


class SheetsBlock(blocks.StreamBlock):
    file = FileBlock()
