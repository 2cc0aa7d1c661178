"""First page of the portal: what must come down, what is new, what to acknowledge and what to report, in this order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from outreach.holdings.models import DeliveryState
from outreach.kits.downloads import EditionOffer, get_offers
from outreach.kits.models import FileRole, KitFile
from outreach.organisations.models import Organisation
from outreach.portal.pictures import PICTURES, choose_picture
from outreach.portal.unusable import UnusableFile, list_unusable
from outreach.recalls.answers import get_open_recalls
from outreach.recalls.models import RecallRecipient
from outreach.recalls.titles import get_title


class Step(StrEnum):
    """The one thing to do next."""

    RECALL = "recall"
    UNUSABLE = "unusable"
    OPEN = "open"
    ACKNOWLEDGE = "acknowledge"
    REPORT = "report"
    NOTHING = "nothing"


@dataclass(frozen=True)
class OfferCard:
    """An edition on offer with the file whose small picture is shown for it."""

    organisation: Organisation
    offer: EditionOffer
    picture: KitFile | None

    @property
    def step(self) -> Step:
        """The next thing that its organisation has to do with it; nothing with one that was recalled as a whole."""
        delivery = self.offer.delivery
        if delivery.recalled_at:
            return Step.NOTHING
        if delivery.acknowledged_at is None:
            return Step.OPEN if delivery.progress == DeliveryState.OFFERED else Step.ACKNOWLEDGE
        return Step.REPORT if delivery.used_at is None else Step.NOTHING


@dataclass(frozen=True)
class Overview:
    """Everything that members of these organisations have to do, the most urgent first."""

    recalls: tuple[tuple[RecallRecipient, str], ...]
    unusable: tuple[UnusableFile, ...]
    cards: tuple[OfferCard, ...]

    @property
    def new(self) -> list[OfferCard]:
        return self._list(Step.OPEN)

    @property
    def unacknowledged(self) -> list[OfferCard]:
        return self._list(Step.ACKNOWLEDGE)

    @property
    def unreported(self) -> list[OfferCard]:
        return self._list(Step.REPORT)

    @property
    def others(self) -> list[OfferCard]:
        return self._list(Step.NOTHING)

    @property
    def step(self) -> Step:
        if self.recalls:
            return Step.RECALL
        if self.unusable:
            return Step.UNUSABLE
        found = {card.step for card in self.cards}
        return next((step for step in (Step.OPEN, Step.ACKNOWLEDGE, Step.REPORT) if step in found), Step.NOTHING)

    @property
    def next_card(self) -> OfferCard | None:
        return next((card for card in self.cards if card.step == self.step), None)

    def _list(self, step: Step) -> list[OfferCard]:
        return [card for card in self.cards if card.step == step]


def name_recalls(recipients: Iterable[RecallRecipient], *, language: str) -> list[tuple[RecallRecipient, str]]:
    """Return the recalls with their titles in the language."""
    return [(recipient, get_title(recipient.recall, language=language)) for recipient in recipients]


def get_overview(
    organisations: Sequence[Organisation], *, is_everything_withdrawn: bool, language: str, at: datetime
) -> Overview:
    """Return what the organisations have to do. While everything is withdrawn one notice says what mayn't be used."""
    keys = [organisation.key for organisation in organisations]
    in_earnest = [row for row in get_open_recalls(keys) if not row.recall.is_rehearsal]
    offers = [(organisation, offer) for organisation in organisations for offer in get_offers(organisation, at=at)]
    unusable = () if is_everything_withdrawn else _list_unusable(organisations, language=language, at=at)
    pictures = _find_pictures([offer for _organisation, offer in offers], language=language)
    return Overview(
        recalls=tuple(name_recalls(in_earnest, language=language)),
        unusable=tuple(unusable),
        cards=tuple(OfferCard(each, offer, pictures.get(offer.edition.pk)) for each, offer in offers),
    )


def _list_unusable(organisations: Sequence[Organisation], *, language: str, at: datetime) -> list[UnusableFile]:
    found = (file for each in organisations for file in list_unusable(each, language=language, at=at))
    return list(dict.fromkeys(found))


def _find_pictures(offers: Sequence[EditionOffer], *, language: str) -> dict[int, KitFile]:
    """Return the picture of each edition, one in the reader's language before others; a withheld file gives none."""
    withheld = {entry.file.pk for offer in offers for entry in offer.withheld if entry.file}
    files = KitFile.objects.filter(edition__in=[offer.edition for offer in offers]).exclude(pk__in=withheld)
    by_edition: dict[int, list[KitFile]] = {}
    for file in files.filter(Q(media_type__in=PICTURES) | Q(role=FileRole.POSTER)).select_related("edition"):
        by_edition.setdefault(file.edition_id, []).append(file)
    chosen = {
        pk: choose_picture(file for file in group if file.language == language) or choose_picture(group)
        for pk, group in by_edition.items()
    }
    return {pk: file for pk, file in chosen.items() if file is not None}
