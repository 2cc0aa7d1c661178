import io
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest

from cms.render import readback
from cms.render.artwork import Artwork, get_colours, make_artwork
from cms.render.design_contrast import find_contrast_faults
from cms.render.designs import POSTERS_DIR, UnknownTemplate, get_design, list_designs, load_designs, validate
from cms.render.formats import get_format, load_formats
from cms.render.poster import base_digest, make_base, release
from cms.render.poster_picture import get_usual_picture, read_drawing, wrap_photograph, write_for_one_ink
from cms.render.typed_address import write_address
from tests.render.words import make_words

ADDRESS = "HTTPS://NHONGUON.EXAMPLE/Q/7K3M9P"
ASPECTS = ["lift-portrait-fhd", "indoor-landscape-fhd", "stretched-banner", "social-square", "led-column", "print-a4"]


def make(template: str, code: str, language: str = "vi", **changes: object) -> Artwork:
    words = replace(make_words(language), **changes)
    return make_artwork(words=words, language=language, artwork=get_format(code), template=template, as_pdf=True)


def read_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return str(document[0].get_textpage().get_text_range())
    finally:
        document.close()


def write_design(folder: Path, *, drawn: bool = True, **changes: object) -> Path:
    data = tomllib.loads((POSTERS_DIR / "call" / "design.toml").read_text(encoding="utf-8"))
    name = data.pop("name")
    lines = [
        f"{key} = {value!r}".replace("True", "true").replace("False", "false")
        for key, value in (data | changes).items()
    ]
    design = folder / "lantern"
    design.mkdir()
    (design / "design.toml").write_text("\n".join([*lines, "[name]", *(f'{k} = "{v}"' for k, v in name.items())]))
    if drawn:
        (design / "poster.typ").write_text('#import "../parts.typ": *\n#compose()\n')
    return folder


def test_there_are_six_designs_and_each_is_valid() -> None:
    assert [design.code for design in load_designs()] == ["call", "contact", "film", "keydate", "mission", "story"]
    assert validate() == []


@pytest.mark.parametrize(
    ("kind", "own"), [("call", "call"), ("story", "story"), ("film", "film"), ("event", "keydate")]
)
def test_designs_of_a_kind_begin_with_its_own(kind: str, own: str) -> None:
    assert [design.code for design in list_designs(kind=kind)] == [own, "contact", "mission"]


def test_unknown_design_is_refused() -> None:
    with pytest.raises(UnknownTemplate, match="There is no poster template “lantern”"):
        get_design("lantern")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"scheme": "pink"}, "scheme is “pink”. Choose one of: “dark”, “light”."),
        ({"picture_share": 0.9}, "picture_share is 0.9. It may be from 0 to 0.7."),
        ({"hero": "occasion"}, "the headline has no place: “over”, “hero” or “under” must be “headline”."),
        ({"over": "headline"}, "a text has two places: “over”, “hero” and “under” must differ."),
        ({"centred": "yes"}, "design.toml lacks these lines, or they have another kind of value: centred."),
        ({"colour": "red"}, "design.toml has lines that no design has: colour."),
        ({"drawn": False}, "the file poster.typ is missing."),
    ],
)
def test_fault_of_a_design_is_named(tmp_path: Path, changes: dict[str, object], fault: str) -> None:
    folder = write_design(tmp_path, **changes)

    assert validate(folder) == [f"Poster design lantern: {fault}"]


def test_valid_design_of_a_designer_has_no_fault(tmp_path: Path) -> None:
    assert validate(write_design(tmp_path)) == []


@pytest.mark.parametrize("code", ASPECTS)
def test_every_design_has_its_picture_on_every_shape_of_page(code: str) -> None:
    for design in load_designs():
        made = make(design.code, code, occasion="27 tháng 7 năm 2027")

        assert made.picture_share > 0.05, design.code


def test_texts_of_every_design_have_enough_contrast_on_every_format() -> None:
    found = [fault for d in load_designs() for f in load_formats() for fault in find_contrast_faults(d, artwork=f)]

    assert found == []


def test_weak_colour_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    artwork, design = get_format("social-square"), get_design("call")
    weak = get_colours(design, artwork=artwork) | {"ink": "#7a4a4e"}
    monkeypatch.setattr("cms.render.design_contrast.get_colours", lambda *_args, **_how: weak)

    assert find_contrast_faults(design, artwork=artwork)[0].startswith("“ink” on “ground” has a contrast of ")


def test_key_date_shows_its_day_largest_and_other_designs_leave_it_out() -> None:
    day = "27 tháng 7 năm 2027"

    assert day.replace(" ", "") in read_text(make("keydate", "print-a4", occasion=day).content).replace(" ", "")
    assert "2027" not in read_text(make("story", "print-a4", occasion=day).content)


def test_key_date_without_a_day_has_its_headline_once() -> None:
    text = read_text(make("keydate", "print-a4").content)

    assert text.replace("\r\n", " ").count("đồng đội nằm lại") == 1


def test_contact_card_has_the_number_once() -> None:
    assert read_text(make("contact", "print-a4").content).count("0965.001.222") == 1


def test_day_of_approval_stands_beside_the_organiser() -> None:
    text = read_text(make("call", "print-a4", issued="12 tháng 3 năm 2027").content)

    assert "515 · 12 tháng 3 năm 2027" in " ".join(text.split())


def test_typed_address_stands_below_the_code_and_can_be_copied() -> None:
    base = make_base(words=make_words("vi"), language="vi", format_code="print-a4", template="call")

    assert "nhonguon.example/q/7K3M9P" in read_text(release(base=base, address=ADDRESS).content)


def test_screen_seen_from_afar_has_no_typed_address() -> None:
    base = make_base(words=make_words("vi"), language="vi", format_code="print-pano", template="call")

    assert "nhonguon" not in read_text(release(base=base, address=ADDRESS).content)


def test_address_is_written_as_people_type_it() -> None:
    assert write_address(ADDRESS) == "nhonguon.example/q/7K3M9P"


def test_printed_sheet_has_bleed_and_marks_outside_what_readers_see() -> None:
    with pikepdf.open(io.BytesIO(make("call", "print-a4").content)) as document:
        page = document.pages[0].obj
        boxes = {
            name: [float(edge) * 25.4 / 72 for edge in page[f"/{name}Box"]]
            for name in ("Media", "Bleed", "Trim", "Crop")
        }

    assert boxes["Trim"] == pytest.approx([0, 0, 210, 297], abs=0.01)
    assert boxes["Bleed"] == pytest.approx([-3, -3, 213, 300], abs=0.01)
    assert boxes["Crop"] == boxes["Trim"]
    assert boxes["Media"][0] < boxes["Bleed"][0] - 5


def test_colour_of_a_printed_sheet_runs_on_into_the_bleed() -> None:
    with pikepdf.open(io.BytesIO(make("call", "print-a4").content)) as document:
        document.pages[0].cropbox = document.pages[0].obj.BleedBox
        out = io.BytesIO()
        document.save(out)
    seen = readback.rasterise_pdf(out.getvalue(), scale=2)

    edge = np.concatenate([seen[3:-3, 3], seen[3:-3, -4], seen[3, 3:-3], seen[-4, 3:-3]])
    assert edge.max() < 253


def test_office_version_is_black_on_white_on_a_plain_sheet() -> None:
    made = make("call", "office-a4")

    with pikepdf.open(io.BytesIO(made.content)) as document:
        assert [float(edge) * 25.4 / 72 for edge in document.pages[0].mediabox] == pytest.approx(
            [0, 0, 210, 297], abs=0.01
        )
    assert get_colours(get_design("call"), artwork=get_format("office-a4"))["ground"] == "#ffffff"


def test_drawing_for_one_ink_has_greys_only() -> None:
    picture = get_usual_picture(get_design("call"))
    assert picture is not None

    svg = write_for_one_ink(picture)
    colours = {
        svg[place + 1 : place + 7]
        for place in range(len(svg))
        if svg[place] == "#" and svg[place + 5 : place + 7].isalnum()
    }
    assert all(colour[:2] == colour[2:4] == colour[4:6] for colour in colours if len(colour.strip('"')) == 6)


def test_photograph_takes_the_drawings_place_and_is_never_mirrored() -> None:
    drawing = read_drawing("hills-dawn-0.svg")
    page = make_artwork(words=make_words("vi"), language="vi", artwork=get_format("social-square"), template="story")
    picture = wrap_photograph(page.content)
    how = {"language": "ar", "artwork": get_format("social-square"), "template": "story"}

    made = make_artwork(words=make_words("ar"), picture=picture, **how)

    assert not picture.is_drawing
    assert made.content != make_artwork(words=make_words("ar"), picture=drawing, **how).content


def test_digest_of_a_base_changes_with_picture_and_design() -> None:
    how = {"words": make_words("vi"), "language": "vi", "format_code": "print-a4"}
    drawing = read_drawing("hills-dawn-0.svg")

    digests = {
        base_digest(**how, template="call"),
        base_digest(**how, template="call", picture=drawing),
        base_digest(**how, template="story"),
    }
    assert len(digests) == 3
