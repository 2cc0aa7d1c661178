"""The one picture of a page, which its head, cards and share card show, with its texts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel


class PicturedMixin(models.Model):
    """A picture of a page's own, approved with the page. A page without one shows a drawing of its kind."""

    picture = models.ForeignKey(
        "media.CampaignImage",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_(
            "Shown large at the head of the page, small in lists, and when the page is shared. Without one the page "
            "has a drawing."
        ),
    )
    picture_text = models.CharField(
        _("what the picture shows"), max_length=300, blank=True, help_text=_("For people who can't see it.")
    )
    picture_caption = models.CharField(_("caption"), max_length=300, blank=True)

    picture_fields: ClassVar[list[str]] = ["picture_text", "picture_caption"]
    picture_panel = MultiFieldPanel(
        [FieldPanel("picture"), FieldPanel("picture_text"), FieldPanel("picture_caption")], heading=_("Picture")
    )

    class Meta:
        abstract = True
