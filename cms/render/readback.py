"""QR read-back: before release, two decoders that share no code read the encoded file."""

import threading
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pyvips
import zxingcpp

from cms.render.artwork import PDF, CodeBox

Pixels = np.ndarray[Any, np.dtype[Any]]
ZXING, OPENCV = "zxing-cpp", "opencv-aruco"
# The second decoder's time grows with the area: each width is tried only if the one before it failed.
PART_WIDTHS = (256, 384, 640)
_local = threading.local()
# PDFium is not safe for use by several threads at once.
_pdfium_lock = threading.Lock()


class DoesNotRead(ValueError):
    """A decoder can't read the code in the finished file, or reads another address."""

    def __init__(self, readback: "ReadBack") -> None:
        self.readback = readback
        readings = "; ".join(f"{r.decoder} read {r.text or 'nothing'}" for r in readback.readings)
        super().__init__(f"The code for {readback.address} does not read in the finished file: {readings}.")


@dataclass(frozen=True)
class DecoderReading:
    """The text that a decoder read; empty if it read none."""

    decoder: str
    text: str


@dataclass(frozen=True)
class ReadBack:
    """Readings of both decoders for the code of an address."""

    address: str
    readings: tuple[DecoderReading, ...]

    @property
    def ok(self) -> bool:
        """True if every decoder read exactly this address."""
        return bool(self.readings) and all(reading.text == self.address for reading in self.readings)


def read_back(content: bytes, *, media_type: str, box: CodeBox, address: str) -> ReadBack:
    """Decode the file: all of it by zxing-cpp, the part with the code by OpenCV. Raise `DoesNotRead`."""
    if media_type == PDF:
        scale = PART_WIDTHS[0] / box.width
        picture = rasterise_pdf(content, scale=scale)
    else:
        # A camera sees no more than every second or fourth pixel of a large picture, and decoding these is quicker.
        step = max(1, int(box.width // PART_WIDTHS[0]))
        scale, picture = 1 / step, decode_png(content, step=step)
    return check_picture(picture, box=box, address=address, scale=scale)


def check_picture(picture: Pixels, *, box: CodeBox, address: str, scale: float = 1) -> ReadBack:
    """Decode a grey picture in which the box is `scale` times as large. Raise `DoesNotRead`."""
    left, top, width = (round(value * scale) for value in (box.x, box.y, box.width))
    part = picture[max(top, 0) : top + width, max(left, 0) : left + width]
    readings = (DecoderReading(ZXING, read_with_zxing(picture)), DecoderReading(OPENCV, read_with_opencv(part)))
    readback = ReadBack(address=address, readings=readings)
    if not readback.ok:
        raise DoesNotRead(readback)
    return readback


def read_with_zxing(picture: Pixels, *, thorough: bool = False) -> str:
    """Return the text of the only code in a grey picture; empty if there is none or more than one.

    A finished file has an upright code of good size; `thorough` also finds rotated and large ones.
    """
    found = zxingcpp.read_barcodes(
        picture,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),
        try_rotate=thorough,
        try_downscale=thorough,
        try_invert=False,
    )
    return found[0].text if len(found) == 1 else ""


def read_with_opencv(part: Pixels) -> str:
    """Return the text of the code in a grey picture cropped to it; empty if it can't be read."""
    if not part.size:
        return ""
    for width in PART_WIDTHS:
        method = cv2.INTER_AREA if part.shape[0] > width else cv2.INTER_CUBIC
        text, _corners, _code = _get_detector().detectAndDecode(cv2.resize(part, (width, width), interpolation=method))
        if text:
            return str(text)
    return ""


def _get_detector() -> cv2.QRCodeDetectorAruco:
    if not hasattr(_local, "detector"):
        _local.detector = cv2.QRCodeDetectorAruco()
    detector: cv2.QRCodeDetectorAruco = _local.detector
    return detector


def decode_png(content: bytes, *, step: int = 1) -> Pixels:
    """Return every `step`th pixel of a PNG as a grey picture; raise `pyvips.Error` for a damaged file."""
    image = pyvips.Image.new_from_buffer(content, "", access="sequential", fail_on="error")
    pixels: Pixels = image.numpy()
    # Green carries most of the luminance, and black on white is the same in every channel.
    grey = pixels[::step, ::step, 1] if pixels.ndim == 3 else pixels[::step, ::step]
    return np.ascontiguousarray(grey)


def rasterise_pdf(content: bytes, *, scale: float) -> Pixels:
    """Return a PDF's first page as a grey picture with `scale` pixels a point."""
    picture = _render_page(content, scale=scale, grayscale=True)
    return np.ascontiguousarray(picture.reshape(picture.shape[:2]))


def paint_pdf(content: bytes, *, scale: float) -> Pixels:
    """Return a PDF's first page in red, green and blue with `scale` pixels a point."""
    return np.ascontiguousarray(_render_page(content, scale=scale, rev_byteorder=True)[..., :3])


def _render_page(content: bytes, *, scale: float, **how: bool) -> Pixels:
    with _pdfium_lock:
        document = pypdfium2.PdfDocument(content)
        try:
            picture: Pixels = document[0].render(scale=scale, **how).to_numpy().copy()
        finally:
            document.close()
    return picture
