import pytest

from cms.render import proof, qr
from cms.render.designs import load_designs
from cms.render.formats import load_formats

DESIGNS = [design.code for design in load_designs()]


@pytest.mark.parametrize(
    ("template", "code"),
    [("call", "lift-portrait-hd"), ("call", "print-a3"), *((design, "social-square") for design in DESIGNS)],
)
def test_design_can_be_read_under_every_condition(template: str, code: str) -> None:
    proven = proof.prove_design(template=template, format_code=code, symbol_version=3)

    assert {case.condition for case in proven.cases} == set(proof.CONDITIONS)


@pytest.mark.slow(once_in=40)
@pytest.mark.parametrize("template", DESIGNS)
@pytest.mark.parametrize("version", range(qr.LEAST_VERSION, qr.GREATEST_VERSION + 1))
@pytest.mark.parametrize("artwork", load_formats(), ids=lambda artwork: artwork.code)
def test_every_format_is_proven_for_every_version(artwork, version: int, template: str) -> None:
    assert proof.prove_design(template=template, format_code=artwork.code, symbol_version=version).cases


def test_design_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(proof.CONDITIONS, "fog", lambda picture: picture * 0)

    with pytest.raises(proof.DesignDoesNotRead) as refusal:
        proof.prove_design(template="call", format_code="print-a4", symbol_version=2)

    assert str(refusal.value) == ("Template call on format print-a4 with a code of version 2 does not read under: fog.")
