"""A text and one of its dates, as the form shows them on which the date is changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.approvals.models import Approval
from cms.core.models import BasePage


@dataclass(frozen=True)
class DatedText:
    """``name`` is the kind of entry in the calendar, and ``pk`` that of the approval or page it is of."""

    name: str
    pk: int
    key: UUID
    language: str
    title: str
    moment: datetime | None
    address: str

    @classmethod
    def from_approval(cls, approval: Approval) -> Self:
        key, language = approval.translation_key, approval.language
        address = reverse("desk_schedule", args=[key, language])
        return cls("scheduled", approval.pk, key, language, approval.title, approval.due_at, address)

    @classmethod
    def from_draft(cls, draft: BasePage, *, name: str, moment: datetime | None, address: str) -> Self:
        language = draft.locale.language_code
        return cls(name, draft.pk, draft.translation_key, language, draft.draft_title, moment, address)

    @property
    def label(self) -> str:
        return {
            "scheduled": _("Goes live"),
            "planned": _("Draft with a planned date"),
            "embargo": _("Embargo ends"),
            "expiry": _("Is taken down"),
        }[self.name]

    @property
    def rule(self) -> str:
        """Return what a new date does, and by whose decision."""
        return {
            "scheduled": _(
                "Whoever may write this text can postpone it at once. Bringing it forward needs someone who may "
                "approve it and didn't write it."
            ),
            "planned": _("The date is saved in the draft. It counts when the text is approved."),
            "embargo": _(
                "The date is saved in the draft. A later end holds back at once what was approved; an earlier one "
                "counts when the text is approved with it."
            ),
            "expiry": _(
                "A sooner end counts at once, also for what is public. A later one is saved in the draft, and counts "
                "when the text is approved with it."
            ),
        }[self.name]
