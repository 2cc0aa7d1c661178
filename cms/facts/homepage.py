"""Panel of the admin's home page: contacts whose verification is overdue, or soon will be."""

from typing import Any, ClassVar

from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.facts.verification import find_lapsed, find_lapsing


class VerificationPanel(Component):
    name = "contact_verification"
    template_name = "facts/admin/verification_panel.html"
    order: ClassVar[int] = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        today = timezone.localdate()
        return {
            "lapsed": find_lapsed(today=today).order_by("verified_until"),
            "lapsing": find_lapsing(today=today).order_by("verified_until"),
        }
