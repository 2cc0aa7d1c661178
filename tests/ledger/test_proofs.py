"""Proofs for organisations, in a ledger that is larger than what one proof reads."""

import json
from pathlib import Path
from typing import Any

import pytest

from outreach.ledger.actions import Action
from outreach.ledger.checkpoints import make_checkpoint, prove_consistency
from outreach.ledger.findings import FindingKind
from outreach.ledger.inspection import inspect_ledger
from outreach.ledger.ledger import NewEvent, append
from outreach.ledger.models import Checkpoint, Subtree
from outreach.ledger.proofs import ProofFails, prove_edition
from outreach.ledger.signing import get_public_key
from outreach.ledger.verifier import check_file, read_note, require_consistent
from outreach.organisations.models import Organisation
from tests.ledger.factories import NOW
from tests.organisations.factories import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SIZE = 700


@pytest.fixture
def seoul(kept: Path) -> Organisation:
    """An organisation whose edition is in the middle of a ledger of 700 events, signed at 300 and at 700."""
    organisation = OrganisationFactory()
    append_some(organisation, 300)
    make_checkpoint(at=NOW)
    append([make_event(organisation, edition="its own")])
    append_some(organisation, SIZE - 301)
    make_checkpoint(at=NOW)
    return organisation


def make_event(organisation: Organisation, *, edition: str) -> NewEvent:
    return NewEvent(Action.OFFERED, at=NOW, by_key="u", organisation_key=organisation.key, edition=edition)


def append_some(organisation: Organisation, count: int) -> None:
    append([make_event(organisation, edition="another")] * count)


def test_a_proof_reads_a_few_blocks_of_the_ledger_and_never_all_of_it(
    seoul: Organisation, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8) as queries:
        proof = prove_edition(organisation_key=seoul.key, edition_key="its own")

    assert "700 events" in check_file(json.dumps(proof), public_key=get_public_key())
    assert list(Subtree.objects.order_by("position").values_list("height", "position")) == [(8, 0), (8, 1)]
    assert not any('seq" <= 700 ORDER' in query["sql"] and "edition" not in query["sql"] for query in queries)


def test_two_checkpoints_are_proved_to_be_of_one_ledger_from_what_is_kept(seoul: Organisation) -> None:
    notes = list(Checkpoint.objects.order_by("size").values_list("note", flat=True))
    older, newer = (read_note(note, public_key=get_public_key()) for note in notes)

    proof = prove_consistency(*notes)

    require_consistent(older, newer, proof=[bytes.fromhex(node) for node in proof])


@pytest.mark.parametrize("attack", ["alter", "delete"])
def test_no_false_proof_is_given_if_what_is_kept_was_changed(seoul: Organisation, attack: str) -> None:
    first = Subtree.objects.filter(position=0)
    if attack == "alter":
        first.update(root=b"?" * 32)
    else:
        first.delete()

    with pytest.raises(ProofFails):
        prove_edition(organisation_key=seoul.key, edition_key="its own")


def test_a_changed_root_is_found_and_made_again_from_the_events(seoul: Organisation) -> None:
    Subtree.objects.filter(position=1).update(root=b"?" * 32)
    findings = inspect_ledger(at=NOW).findings
    assert [(finding.kind, finding.detail) for finding in findings] == [(FindingKind.SUBTREE_DIFFERS, {"number": 257})]

    Subtree.objects.all().delete()
    make_checkpoint(at=NOW)

    assert inspect_ledger(at=NOW).is_intact
    prove_edition(organisation_key=seoul.key, edition_key="its own")
