"""One upload rebuilt in this process; standard output gets the result or the fault as a line of JSON."""

import errno
import json
import resource
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from cms.files.rebuild.faults import DISK_FULL, RebuildFault, RebuildRefused

MEMORY = 2 * 1024**3
"""Bytes of address space: enough for the largest accepted picture and film."""
SECONDS = 90
SOUNDS = frozenset({"sound.mp3", "sound.m4a", "sound.ogg", "sound.wav"})
PROBE = 64 * 1024


def main(kind: str, source: Path, target: Path) -> Mapping[str, object]:
    """Rebuild the file within the limits and return its properties, or the fault and the part that has it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return _find_rebuilder(kind)(source, target)
    except RebuildRefused as refused:
        return {"fault": refused.fault, "detail": refused.detail}
    except MemoryError:
        return {"fault": RebuildFault.EXHAUSTED, "detail": ""}
    except Exception:
        if not _has_space(target.parent):
            sys.exit(DISK_FULL)
        raise


def _has_space(folder: Path) -> bool:
    """Return whether anything can still be written: libraries in C say of a full disk only that they failed."""
    try:
        with NamedTemporaryFile(dir=folder) as probe:
            probe.write(bytes(PROBE))
            probe.flush()
    except OSError as error:
        return error.errno not in {errno.ENOSPC, errno.EDQUOT}
    return True


def _find_rebuilder(kind: str) -> Callable[[Path, Path], Mapping[str, object]]:
    """Return the function for a kind of file; the libraries of the others aren't loaded."""
    if kind == "pdf":
        from cms.files.rebuild.pdf import rebuild_pdf

        return rebuild_pdf
    if kind in {"docx", "xlsx"}:
        from cms.files.rebuild.office import rebuild_office

        return rebuild_office
    if kind in SOUNDS:
        from cms.files.rebuild.sound import rebuild_sound

        return rebuild_sound
    from cms.files.rebuild import film

    return {"mp4": film.rebuild_mp4, "webm": film.rebuild_webm, "mp3": film.rebuild_mp3}[kind]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
