"""Fixtures for media tests. Project imports are inside functions: pytest reads this file before Django is set up."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    pass


@pytest.fixture
def image(db: None) -> Any:
    """Return an image in the library that no page uses."""
    from django.core.files.base import ContentFile
    from PIL import Image

    from cms.media.models import CampaignImage
    from tests.media.recorded import RECORDED

    buffer = BytesIO()
    Image.new("RGB", (400, 300), "green").save(buffer, "PNG")
    return CampaignImage.objects.create(
        title="Image", file=ContentFile(buffer.getvalue(), name="image.png"), **RECORDED
    )


@pytest.fixture
def clip() -> bytes:
    """Return a second of film, as MP4."""
    import av
    import numpy as np

    buffer = BytesIO()
    with av.open(buffer, "w", format="mp4") as film:
        stream = film.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for shade in range(10):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), shade * 20, dtype=np.uint8), format="rgb24")
            film.mux(stream.encode(frame))
        film.mux(stream.encode())
    return buffer.getvalue()
