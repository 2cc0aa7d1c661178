"""Preview of an edition for an organisation, before anything is built or offered: what goes in, what not, how large."""

from dataclasses import dataclass
from datetime import datetime

from outreach.kits.contents import list_items
from outreach.kits.models import Kit
from outreach.kits.plan import KitPlan, make_plan
from outreach.kits.recipients import make_recipient
from outreach.organisations.models import Organisation


@dataclass(frozen=True)
class EditionPreview:
    """The plan of an edition that would be built now. Documents have no size before they are made."""

    plan: KitPlan

    @property
    def packed_size(self) -> int:
        return sum(file.size for file in self.plan.packed)

    @property
    def to_be_made(self) -> int:
        return sum(file.maker is not None for file in self.plan.files)

    @property
    def apart_size(self) -> int:
        return sum(file.size for file in self.plan.apart)


def preview_edition(*, kit: Kit, organisation: Organisation, at: datetime) -> EditionPreview:
    """Return what an edition for the organisation would be now; nothing is built, recorded or offered."""
    return EditionPreview(make_plan(items=list_items(kit), recipient=make_recipient(organisation), at=at))
