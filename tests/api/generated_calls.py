"""Calls of the API as no player makes them, drawn by a seeded generator: the same number draws the same calls."""

import json
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

PATHS = ("manifest", "feed.mrss", "playlist.smil", "files.zip", "files/{sha256}", "plays", "", "files/", "../", "x")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
TYPES = (
    "application/json",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "",
    "x/y;",
)
ODD = (
    "",
    "\x00",
    "\x1f",
    "%00",
    "é",
    "日本語",
    "\u202e",
    "'; --",
    "../../etc/passwd",
    "9" * 400,
    "-1",
    "1e9999",
    "NaN",
    "*",
    '"',
    "W/",
    "bytes=",
)
_RANGES = (
    "bytes=0-0",
    "bytes=5-2",
    "bytes=-0",
    "bytes=99999999999999999999-",
    "bytes=0-1,2-3",
    "items=1-2",
    "bytes=a-b",
)
_MOMENTS = ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59+00:00", "1970-01-01", "2026-13-45T99:99:99Z", "now", 0, None)


@dataclass(frozen=True)
class Call:
    """A request, as Django's test client takes it."""

    method: str
    path: str
    content_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def draw_calls(count: int, *, screen: UUID, sha256: str, token: str, seed: int) -> Iterator[Call]:
    """Yield so many calls; three in four have the player's key and name its own screen."""
    random = Random(seed)
    for _number in range(count):
        key = screen if random.random() < 0.75 else UUID(int=random.getrandbits(128))
        file = sha256 if random.random() < 0.5 else _draw_text(random)
        path = f"/api/v1/screens/{key}/" + random.choice(PATHS).format(sha256=file)
        if random.random() < 0.1:
            path = f"/api/v1/{_draw_text(random)}"
        if random.random() < 0.3:
            path += f"?{_draw_text(random)}={_draw_text(random)}"
        yield Call(
            method=random.choice(METHODS) if random.random() < 0.5 else random.choice(("GET", "POST")),
            path="".join(character for character in path if character not in "\r\n"),
            content_type=random.choice(TYPES) if random.random() < 0.3 else TYPES[0],
            body=_draw_body(random, sha256=sha256),
            headers=_draw_headers(random, token=token),
        )


def draw_codes(count: int, *, known: str, seed: int) -> Iterator[str]:
    """Yield so many texts in place of a code: random ones, and the known one with characters changed or added."""
    random = Random(seed)
    for _number in range(count):
        kind = random.random()
        if kind < 0.4:
            yield _draw_text(random)
        elif kind < 0.7:
            yield "".join(random.choice(string.ascii_uppercase + string.digits) for _place in range(6))
        else:
            place = random.randrange(len(known) + 1)
            yield known[:place] + random.choice(ODD) + known[place + random.randrange(2) :]


def _draw_headers(random: Random, *, token: str) -> dict[str, str]:
    chosen = random.random()
    keys = {"authorization": f"Bearer {token}" if chosen < 0.75 else f"{random.choice(ODD)} {_draw_text(random)}"}
    odd = {
        "if-none-match": _draw_text(random),
        "range": random.choice(_RANGES),
        "accept": random.choice(("", "text/html", "*/*;q=x", _draw_text(random))),
        "accept-language": random.choice(("ar", "xx-YY;q=9", _draw_text(random))),
        "content-encoding": "gzip",
        "transfer-encoding": "chunked",
        "x-http-method-override": "DELETE",
    }
    chosen_names = random.sample(sorted(odd), random.randrange(3))
    headers = keys | {name: odd[name] for name in chosen_names}
    # A server refuses line breaks in headers before Django sees them.
    return {name: "".join(each for each in value if each not in "\r\n") for name, value in headers.items()}


def _draw_body(random: Random, *, sha256: str) -> bytes:
    kind = random.random()
    if kind < 0.15:
        return random.randbytes(random.randrange(200))
    if kind < 0.3:
        return b"[" * random.randrange(5000)
    value = {"plays": [_draw_play(random, sha256=sha256) for _place in range(random.randrange(4))]}
    return json.dumps(value if kind < 0.8 else _draw_value(random, depth=3)).encode("utf-8", "surrogatepass")


def _draw_play(random: Random, *, sha256: str) -> Any:
    play = {
        "id": str(UUID(int=random.getrandbits(128))),
        "sha256": sha256,
        "started_at": random.choice(_MOMENTS),
        "seconds": random.choice((15, -1, 10**30, 1.5, "15", None, True)),
    }
    for name in random.sample(sorted(play), random.randrange(3)):
        play[name] = _draw_value(random, depth=2)
    return play if random.random() < 0.9 else _draw_value(random, depth=2)


def _draw_value(random: Random, *, depth: int) -> Any:
    if depth == 0 or random.random() < 0.5:
        return random.choice((None, True, -1, 10**40, 1e308, "", _draw_text(random), "\ud800", {}, []))
    if random.random() < 0.5:
        return [_draw_value(random, depth=depth - 1) for _place in range(random.randrange(4))]
    return {_draw_text(random): _draw_value(random, depth=depth - 1) for _place in range(random.randrange(4))}


def _draw_text(random: Random) -> str:
    if random.random() < 0.5:
        return random.choice(ODD)
    return "".join(chr(random.choice((random.randrange(32, 127), random.randrange(0xA0, 0x2FFF)))) for _p in range(8))
