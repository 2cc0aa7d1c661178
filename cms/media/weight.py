"""The most bytes of a picture as it is sent: an operation of renditions, such as ``atmost-40`` for 40 kB."""

from io import BytesIO
from typing import Any

from wagtail.images.image_operations import FilterOperation

QUALITIES = {"webp": (80, 65, 50, 35), "jpeg": (80, 65, 50, 35)}
"""Qualities to try, the best first; below the last one a smaller picture looks better."""
SMALLER = 0.8
LEAST_WIDTH = 200


class WeightOperation(FilterOperation):
    """Choose the best quality within the limit; if there is none, make the picture smaller.

    The format has to come before it: ``format-webp|atmost-40``.
    """

    def construct(self, kilobytes: str) -> None:
        self.most = int(kilobytes) * 1000

    def run(self, willow: Any, image: Any, env: dict[str, Any]) -> Any:
        form = env["output-format"]
        while True:
            for quality in QUALITIES[form]:
                env[f"{form}-quality"] = quality
                if _weigh(willow, form=form, quality=quality) <= self.most:
                    return willow
            width, height = willow.get_size()
            if width * SMALLER < LEAST_WIDTH:
                return willow
            willow = willow.resize((round(width * SMALLER), round(height * SMALLER)))


def _weigh(willow: Any, *, form: str, quality: int) -> int:
    out = BytesIO()
    if form == "jpeg":
        flat = willow.set_background_color_rgb((255, 255, 255)) if willow.has_alpha() else willow
        flat.save_as_jpeg(out, quality=quality, progressive=True, optimize=True)
    else:
        willow.save_as_webp(out, quality=quality)
    return out.tell()
