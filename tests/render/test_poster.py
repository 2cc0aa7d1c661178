import hashlib
import io
import random
from dataclasses import replace

import numpy as np
import pikepdf
import pytest
import pyvips

from cms.render import qr, stamp
from cms.render.artwork import PDF, PNG
from cms.render.formats import get_format, load_formats
from cms.render.poster import Base, base_digest, make_base, release
from cms.render.readback import DoesNotRead, read_back
from tests.render.words import make_words
from translations.languages import CODES

ADDRESS = "HTTPS://NHONGUON.EXAMPLE/Q/7K3M9P"


def make(language: str = "vi", code: str = "lift-portrait-hd") -> Base:
    return make_base(words=make_words(language), language=language, format_code=code, template="call")


@pytest.mark.parametrize(("language", "code"), [("vi", "lift-portrait-hd"), ("ar", "print-a4"), ("km", "kiosk-5x4")])
def test_released_poster_was_read_by_two_decoders(language: str, code: str) -> None:
    finished = release(base=make(language, code), address=ADDRESS)

    assert finished.readback.ok
    assert [reading.text for reading in finished.readback.readings] == [ADDRESS, ADDRESS]
    assert len({reading.decoder for reading in finished.readback.readings}) == 2
    assert finished.sha256 == hashlib.sha256(finished.content).hexdigest()


@pytest.mark.slow(once_in=40)
@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize("artwork", load_formats(), ids=lambda artwork: artwork.code)
def test_every_language_and_format_can_be_read_with_any_code(language: str, artwork) -> None:
    base = make(language, artwork.code)
    code = "".join(random.choices("0123456789BCDFGHJKMNPQRSTVWXYZ", k=6))

    for host in ("NHONGUON.EXAMPLE", "500-NGAY-DEM.NHONGUON.EXAMPLE.VN"):
        assert release(base=base, address=f"HTTPS://{host}/Q/{code}").readback.ok


@pytest.mark.parametrize("code", ["lift-portrait-hd", "print-a4"])
def test_two_links_on_one_base_give_two_files_and_each_the_same_bytes_again(code: str) -> None:
    base = make(code=code)

    first, again, other = (release(base=base, address=ADDRESS[:-1] + end) for end in "PPQ")

    assert first.content == again.content
    assert first.content != other.content
    assert other.readback.address.endswith("Q")


def test_destroyed_code_is_refused() -> None:
    base = make()
    finished = release(base=base, address=ADDRESS)
    pixels = pyvips.Image.new_from_buffer(finished.content, "").numpy().copy()
    x, y, width = (round(value) for value in (base.box.x, base.box.y, base.box.width))
    pixels[y + width // 3 : y + 2 * width // 3, x : x + width] = 255

    with pytest.raises(DoesNotRead, match="does not read in the finished file"):
        read_back(stamp.encode_png(pixels), media_type=PNG, box=base.box, address=ADDRESS)


def test_code_of_another_link_is_refused() -> None:
    base = make()
    finished = release(base=base, address=ADDRESS)

    with pytest.raises(DoesNotRead) as refusal:
        read_back(finished.content, media_type=PNG, box=base.box, address=ADDRESS[:-1] + "Q")

    assert f"zxing-cpp read {ADDRESS}" in str(refusal.value)


def test_code_that_only_one_decoder_reads_is_refused() -> None:
    base = make()
    finished = release(base=base, address=ADDRESS)
    elsewhere = replace(base.box, x=0.0, y=0.0)

    with pytest.raises(DoesNotRead, match="opencv-aruco read nothing"):
        read_back(finished.content, media_type=PNG, box=elsewhere, address=ADDRESS)


def test_truncated_file_is_refused() -> None:
    base = make()
    finished = release(base=base, address=ADDRESS)

    with pytest.raises((DoesNotRead, pyvips.Error)):
        read_back(finished.content[: len(finished.content) // 2], media_type=PNG, box=base.box, address=ADDRESS)


def test_stamp_changes_nothing_outside_the_box() -> None:
    base = make()
    finished = release(base=base, address=ADDRESS)

    before, after = (
        pyvips.Image.new_from_buffer(data, "").numpy()[..., :3] for data in (base.content, finished.content)
    )
    changed = np.argwhere((before != after).any(axis=2))
    x, y, width = base.box.x, base.box.y, base.box.width
    assert changed[:, 0].min() >= y
    assert changed[:, 0].max() < y + width + qr.get_address_height(get_format(base.format_code))
    assert changed[:, 1].min() >= x
    assert changed[:, 1].max() < x + width


def test_stamped_pdf_stays_pdf_a_with_vector_code() -> None:
    finished = release(base=make(code="print-a3"), address=ADDRESS)

    assert finished.media_type == PDF
    with pikepdf.open(io.BytesIO(finished.content)) as document:
        with document.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
        assert "/OutputIntents" in document.Root
        assert b" re" in document.pages[0].Contents[-1].read_bytes()


def test_digest_of_a_base_changes_with_each_input() -> None:
    words = make_words("vi")
    digests = {
        base_digest(words=words, language="vi", format_code="print-a4", template="call"),
        base_digest(words=replace(words, action="Quét mã"), language="vi", format_code="print-a4", template="call"),
        base_digest(words=words, language="en", format_code="print-a4", template="call"),
        base_digest(words=words, language="vi", format_code="print-a3", template="call"),
    }

    assert len(digests) == 4
    assert make(code="print-a4").digest in digests
