import pytest

from cms.campaign.loading import load_campaign
from cms.campaign.models import Campaign, EvidenceKind, Phase, Place, Topic
from translations.languages import CODES

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing() -> None:
    first = load_campaign()
    ids = set(Place.objects.values_list("pk", flat=True))

    second = load_campaign()

    assert first == second
    assert (first["topic"], first["phase"], first["key_date"], first["place"]) == (6, 3, 2, 34)
    assert first["evidence_kind"] == EvidenceKind.objects.count()
    assert set(Place.objects.values_list("pk", flat=True)) == ids


def test_public_names_are_written_in_every_language() -> None:
    load_campaign()

    for model, fields in (
        (Campaign, ("name", "short_name", "motto", "desk_name")),
        (Topic, ("name",)),
        (EvidenceKind, ("name",)),
    ):
        for row in model.objects.all():
            lacking = [c for c in CODES for f in fields if not getattr(row, f"{f}_{c.replace('-', '_')}")]
            assert not lacking, row


def test_phases_are_contiguous_until_the_last_day() -> None:
    load_campaign()

    first, second, third = Phase.objects.order_by("number")

    assert (second.starts_on - first.ends_on).days == (third.starts_on - second.ends_on).days == 1
    assert third.ends_on == Campaign.objects.get().ends_on


def test_places_have_their_former_names() -> None:
    load_campaign()

    assert Place.objects.get(code="91").former_names == ["Kiên Giang"]
