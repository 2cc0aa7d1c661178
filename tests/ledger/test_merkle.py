"""The tree against the definition of RFC 6962, and its proofs against the verifier that others run."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.ledger.merkle import GrowingTree, ProvingTree
from outreach.ledger.verifier import SignedTree, Untrue, require_consistent, require_included

entries = st.lists(st.binary(max_size=4), min_size=1, max_size=70)


def define_root(given: list[bytes]) -> bytes:
    """The root as RFC 6962, section 2.1, defines it."""
    if len(given) == 1:
        return hashlib.sha256(b"\0" + given[0]).digest()
    split = 1
    while split * 2 < len(given):
        split *= 2
    return hashlib.sha256(b"\1" + define_root(given[:split]) + define_root(given[split:])).digest()


def grow(given: list[bytes]) -> SignedTree:
    tree = GrowingTree()
    for entry in given:
        tree.add(entry)
    return tree.sign_off()


def prove(given: list[bytes]) -> ProvingTree:
    return ProvingTree(lambda height, position: define_root(given[position << height : (position + 1) << height]))


@given(entries)
def test_the_root_is_that_of_the_rfc(given: list[bytes]) -> None:
    assert grow(given) == SignedTree(len(given), define_root(given))


@given(entries, st.data())
def test_an_entry_is_proved_at_its_place_and_nowhere_else(given: list[bytes], draw: st.DataObject) -> None:
    index = draw.draw(st.integers(0, len(given) - 1))
    tree = grow(given)
    proof = prove(given).prove_inclusion(index, size=len(given))

    require_included(given[index], index=index, tree=tree, proof=proof)

    with pytest.raises(Untrue):
        require_included(given[index] + b"!", index=index, tree=tree, proof=proof)
    with pytest.raises(Untrue):
        require_included(given[index], index=len(given), tree=tree, proof=proof)
    with pytest.raises(Untrue):
        require_included(given[index], index=index, tree=tree, proof=[*proof, b"\0" * 32])


@given(entries, st.data())
def test_a_tree_is_proved_to_continue_its_beginning_and_no_other(given: list[bytes], draw: st.DataObject) -> None:
    older_size = draw.draw(st.integers(1, len(given)))
    older, newer = grow(given[:older_size]), grow(given)
    proof = prove(given).prove_consistency(older_size, size=len(given))

    require_consistent(older, newer, proof=proof)

    with pytest.raises(Untrue):
        require_consistent(replace(older, root=b"\0" * 32), newer, proof=proof)
    with pytest.raises(Untrue):
        require_consistent(older, replace(newer, root=b"\0" * 32), proof=proof)


def test_a_growing_tree_has_the_roots_of_every_eighth_height() -> None:
    given = [str(number).encode() for number in range(256 * 2 + 17)]
    tree = GrowingTree()
    for entry in given:
        tree.add(entry)

    assert tree.complete == {(8, 0): define_root(given[:256]), (8, 1): define_root(given[256:512])}
