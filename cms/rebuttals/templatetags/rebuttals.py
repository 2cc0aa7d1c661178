from typing import Any

from django import template

from cms.rebuttals.claim_review import describe_claim
from cms.rebuttals.models import RebuttalPage

register = template.Library()


@register.simple_tag
def claim_review(page: RebuttalPage) -> dict[str, Any]:
    return describe_claim(page)
