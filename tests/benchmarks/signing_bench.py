"""P18: signing a poster, and a campaign of signed posters compared with the same ones unsigned.

Times are of this process's processor, so that what else the machine does hardly counts. A campaign is one base with
many codes, as a job makes it: each is stamped, signed and read back by two decoders.
"""

import itertools
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from cms.render.artwork import PDF, PNG
from cms.render.poster import Base, make_base, release
from cms.render.signatures.content_credentials import sign_bytes
from cms.render.signatures.keys import SigningKey
from cms.render.signatures.pdf import sign_pdf
from cms.render.signatures.reading import read_credentials
from tests.benchmarks.rows import Row
from tests.render.signed import CLAIMS, make_key
from tests.render.words import make_words

CODE_LETTERS = "0123456789BCDFGHJKMNPQRSTVWXYZ"
MOST_PNG, MOST_PDF, MOST_CAMPAIGN = 60.0, 30.0, 2.5
FORMATS = {"screen": "lift-portrait-hd", "4K screen": "station-portrait-4k", "A3": "print-a3"}
_codes = itertools.product(CODE_LETTERS, repeat=6)


def rows(scale: str) -> list[Row]:
    """Return the rows of P18; `small` takes ten codes for each format, `full` sixty."""
    turns, key = (10, make_key()) if scale == "small" else (60, make_key())
    return [row for name, code in FORMATS.items() for row in _measure(name, _make_base(code), key=key, turns=turns)]


def _measure(name: str, base: Base, *, key: SigningKey, turns: int) -> list[Row]:
    sign = partial(_sign, media_type=base.media_type, key=key)
    limit = MOST_PDF if base.media_type == PDF else MOST_PNG
    unsigned, signed, alone, checked = [], [], [], []
    for _turn in range(turns + 1):
        address = f"HTTPS://NHONGUON.EXAMPLE/Q/{''.join(next(_codes))}"
        plain = _time(partial(release, base=base, address=address), unsigned)
        _time(partial(release, base=base, address=address, sign=sign), signed)
        finished = _time(partial(sign, plain.content), alone)
        found = _time(partial(read_credentials, finished, roots=[key.root_pem]), checked)
        if found is None or not found.is_intact or not found.is_ours:
            raise RuntimeError("A file that was just signed isn't accepted.")
    ours, before, after, reading = (statistics.median(times[1:]) for times in (alone, unsigned, signed, checked))
    kind = "PDF" if base.media_type == PDF else "PNG"
    return [
        {
            "id": "P18",
            "what": f"signing a poster, {name} {kind}; checking one takes {reading:.0f} ms",
            "ours": f"{ours:.0f} ms",
            "peer": f"{limit:.0f} ms",
            "ratio": round(ours / limit, 2),
            "target": f"≤ {limit:.0f} ms",
            "met": ours <= limit,
        },
        {
            "id": "P18",
            "what": f"a campaign of {turns} posters, {name} {kind}, signed against unsigned",
            "ours": f"{after:.0f} ms each",
            "peer": f"{before:.0f} ms each",
            "ratio": round(after / before, 2),
            "target": f"≤ {MOST_CAMPAIGN}×",
            "met": after / before <= MOST_CAMPAIGN,
        },
    ]


def _time(action: Callable[[], Any], times: list[float]) -> Any:
    started = time.process_time()
    result = action()
    times.append((time.process_time() - started) * 1000)
    return result


def _make_base(format_code: str) -> Base:
    return make_base(words=make_words("vi"), language="vi", format_code=format_code, template="call")


def _sign(content: bytes, *, media_type: str, key: SigningKey) -> bytes:
    if media_type == PNG:
        return sign_bytes(content, media_type=media_type, claims=CLAIMS, key=key)
    return sign_pdf(content, claims=CLAIMS, key=key)
