"""Icons for browsers and home screens are the emblem's, in the sizes that they ask for."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from cms.render.icons import draw_icons
from tests.campaign.test_folder import FLOOD_ARCHIVE
from translations.campaign.look import FAVICON, ICONS, LARGE_ICON, MASKABLE_ICON, SMALL_ICON, TOUCH_ICON
from translations.campaign.reading import DEFAULT, read_folder

SIZES = {FAVICON: 48, TOUCH_ICON: 180, SMALL_ICON: 192, LARGE_ICON: 512, MASKABLE_ICON: 512}


@pytest.mark.parametrize("path", [DEFAULT, FLOOD_ARCHIVE], ids=["first", "second"])
def test_icons_of_each_campaign_are_those_of_its_emblem(path: Path) -> None:
    folder = read_folder(path)

    drawn = draw_icons(folder.emblem, ground=folder.colours["paper"])

    assert set(drawn) == set(ICONS)
    for name, content in drawn.items():
        assert (folder.static / name).read_bytes() == content, "Run: make drawings"


def test_icons_have_the_sizes_that_are_asked_for() -> None:
    for name, size in SIZES.items():
        with Image.open(DEFAULT / "static" / name) as icon:
            assert icon.size == (size, size), name
            if name == FAVICON:
                assert {(16, 16), (32, 32)} <= set(icon.info["sizes"])


def test_icon_that_a_home_screen_cuts_has_room_around_the_emblem() -> None:
    with Image.open(io.BytesIO((DEFAULT / "static" / MASKABLE_ICON).read_bytes())) as opened:
        icon = opened.convert("RGBA")
        corner = icon.getpixel((4, 4))

        assert corner == icon.getpixel((256, 40)) == icon.getpixel((40, 256))
        assert isinstance(corner, tuple) and corner[3] == 255
