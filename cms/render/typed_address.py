"""The line below a code that says its address to those who type it: as legible as the code's own width allows."""

import json
import threading
from dataclasses import asdict, dataclass

import typst

from cms.render import fonts
from cms.render.formats import TEMPLATES_DIR

TEMPLATE = TEMPLATES_DIR / "posters" / "address.typ"
_local = threading.local()


@dataclass(frozen=True)
class AddressLine:
    """An address as people type it, and its place on the page, in the page's unit."""

    text: str
    x: float
    y: float
    width: float
    height: float


def write_address(address: str) -> str:
    """Return a code's address for reading: without scheme, the host in small letters, the code in capitals."""
    *path, code = address.partition("://")[2].split("/")
    return "/".join([*(part.lower() for part in path), code.upper()])


def draw_png(line: AddressLine) -> bytes:
    """Return the line as a PNG, black on white, of exactly its size."""
    return _compile(line, as_pdf=False)


def draw_pdf(line: AddressLine) -> bytes:
    """Return the line as a PDF page of its size, whose text can be copied."""
    return _compile(line, as_pdf=True)


def _compile(line: AddressLine, *, as_pdf: bool) -> bytes:
    if not hasattr(_local, "compiler"):
        _local.compiler = fonts.make_compiler(TEMPLATE)
    compiler: typst.Compiler = _local.compiler
    inputs = {"spec": json.dumps(asdict(line))}
    if as_pdf:
        written = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=0, pdf_tags=False)
    else:
        written = compiler.compile(format="png", ppi=72, sys_inputs=inputs)
    if not isinstance(written, bytes):
        raise TypeError("The typed address makes more than one page.")
    return written
