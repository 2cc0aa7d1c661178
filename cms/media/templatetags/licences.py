from django import template
from django.utils import timezone

from cms.media.models import CampaignImage
from cms.media.rights import may_show_image

register = template.Library()


@register.filter
def licensed(image: CampaignImage | None) -> CampaignImage | None:
    """Return the picture if public pages may show it today, else None."""
    return image if image is not None and may_show_image(image, on=timezone.localdate()) else None
