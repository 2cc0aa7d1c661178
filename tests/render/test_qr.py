import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.render import qr

CODE_ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"


def test_capitals_make_a_smaller_symbol() -> None:
    capitals = qr.make_symbol("HTTPS://NHONGUON.EXAMPLE.VN/Q/7K3M9P")

    small_letters = qr.make_symbol("https://nhonguon.example.vn/q/7k3m9p")

    assert capitals.size < small_letters.size


def test_address_that_needs_a_denser_symbol_than_proven_is_refused() -> None:
    with pytest.raises(qr.AddressTooLong, match="shorten the host name"):
        qr.make_symbol("HTTPS://" + "A" * 100)


@given(code=st.text(alphabet=CODE_ALPHABET, min_size=6, max_size=6))
def test_all_codes_of_one_host_have_one_size(code: str) -> None:
    assert qr.make_symbol(f"HTTPS://NHONGUON.EXAMPLE/Q/{code}").version == 2
