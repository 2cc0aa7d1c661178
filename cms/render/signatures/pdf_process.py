"""Reading a stranger's PDF in a process of its own, which has so much time and memory and no more.

A few hundred bytes can make any reader of PDF work for hours: a stream of zeros, a table of a milliard objects.
``python -m cms.render.signatures.pdf_process`` reads a line of JSON with the roots, then the document, and writes the
credentials as JSON.
"""

import io
import json
import resource
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from cms.render.signatures.claims import read_claims
from cms.render.signatures.credentials import Credentials

SECONDS = 15
MOST_BYTES = 1024**3
"""Of the process, with the libraries that it loads."""
_ROOT = Path(__file__).resolve().parents[3]


def read_pdf_apart(file: BinaryIO, *, roots: Iterable[str]) -> Credentials | None:
    """Return the document's credentials; None if it has none.

    Those that can't be read, in time and in the memory that there is for it, are of nobody and not intact.
    """
    head = json.dumps({"roots": list(roots)}).encode() + b"\n"
    command = [sys.executable, "-m", __spec__.name]
    try:
        done = subprocess.run(
            command, input=head + file.read(), capture_output=True, timeout=SECONDS, cwd=_ROOT, check=True
        )
        return _read(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError):
        return Credentials()


def _read(values: dict[str, Any] | None) -> Credentials | None:
    if values is None:
        return None
    claims, signed_at = values["claims"], values["signed_at"]
    return Credentials(
        **{
            **values,
            "claims": read_claims(claims) if claims else None,
            "signed_at": datetime.fromisoformat(signed_at) if signed_at else None,
        }
    )


def _write(credentials: Credentials | None) -> str:
    if credentials is None:
        return "null"
    claims, signed_at = credentials.claims, credentials.signed_at
    return json.dumps(
        {
            **asdict(credentials),
            "claims": claims.to_json() if claims else None,
            "signed_at": signed_at.isoformat() if signed_at else None,
        }
    )


def main() -> None:
    """Read a document from standard input, within the limits, and write its credentials to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from cms.render.signatures.pdf import read_pdf  # loaded within the limits

    head = json.loads(sys.stdin.buffer.readline())
    found = read_pdf(io.BytesIO(sys.stdin.buffer.read()), roots=head["roots"])
    sys.stdout.write(_write(found))


if __name__ == "__main__":
    main()
