"""The tree against the definition of RFC 6962, and its proofs against the verifier that others run."""

import ast
import hashlib
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.ledger import verifier
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
        require_consistent(older._replace(root=b"\0" * 32), newer, proof=proof)
    with pytest.raises(Untrue):
        require_consistent(older, newer._replace(root=b"\0" * 32), proof=proof)


def test_a_proof_longer_than_its_place_asks_for_is_refused_even_if_its_hashes_fit() -> None:
    given = [str(number).encode() for number in range(8)]
    beyond, four = prove(given[:4]).prove_inclusion(3, size=4), SignedTree(5, define_root(given[:4]))
    continued, seven = prove(given).prove_consistency(7, size=8), SignedTree(6, define_root(given[:7]))

    with pytest.raises(Untrue):
        require_included(given[3], index=4, tree=four, proof=beyond)
    with pytest.raises(Untrue):
        require_consistent(seven, grow(given), proof=continued)


def test_a_smaller_tree_continues_no_larger_one() -> None:
    root = define_root([b"1", b"2"])

    with pytest.raises(Untrue):
        require_consistent(SignedTree(2, root), SignedTree(1, root), proof=[])


def test_an_outsider_can_read_the_verifier_and_needs_nothing_of_the_project() -> None:
    source = Path(verifier.__file__).read_text("utf-8")
    imports = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [node.module or "."]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }

    assert imports - sys.stdlib_module_names == {"cryptography"}
    assert len(source.splitlines()) <= 100


def test_a_growing_tree_has_the_roots_of_every_eighth_height() -> None:
    given = [str(number).encode() for number in range(256 * 2 + 17)]
    tree = GrowingTree()
    for entry in given:
        tree.add(entry)

    assert tree.complete == {(8, 0): define_root(given[:256]), (8, 1): define_root(given[256:512])}
