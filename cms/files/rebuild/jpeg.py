"""Pictures inside of documents without their metadata: the compressed pixels stay byte for byte."""

from cms.files.rebuild.faults import RebuildFault, RebuildRefused

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_RESTARTS = range(0xD0, 0xD8)
_COMMENT = 0xFE
_KEPT_APPLICATION = {0xE0, 0xEE}
"""JFIF, and Adobe's segment that names the colour transform; the others hold EXIF, XMP, positions, previews."""
_DROPPED_BOXES = {b"xml ", b"uuid", b"uinf"}


def strip_jpeg(data: bytes) -> bytes:
    """Return the JPEG without metadata, and without anything behind its end; raise ``RebuildRefused``."""
    if data[:2] != b"\xff\xd8":
        raise RebuildRefused(RebuildFault.BROKEN)
    kept, position = [data[:2]], 2
    while position + 1 < len(data):
        if data[position] != 0xFF:
            raise RebuildRefused(RebuildFault.BROKEN)
        marker = data[position + 1]
        if marker == 0xFF:  # a fill byte
            position += 1
            continue
        end = _find_end(data, position, marker)
        if not _is_metadata(marker):
            kept.append(data[position:end])
        position = end
        if marker == _END:
            break
    return b"".join(kept)


def strip_jpeg2000(data: bytes) -> bytes:
    """Return the JPEG 2000 file without boxes of XML and identifiers; a bare code stream as it is."""
    if data[4:8] != b"jP  ":
        return data
    kept, position = [], 0
    while position + 8 <= len(data):
        size, kind = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8]
        if size == 1:
            size = int.from_bytes(data[position + 8 : position + 16], "big")
        end = position + size if size >= 8 else len(data)
        if kind not in _DROPPED_BOXES:
            kept.append(data[position:end])
        position = end
    return b"".join(kept)


def _find_end(data: bytes, position: int, marker: int) -> int:
    """Return the position behind the segment with this marker, and behind its compressed pixels if it has any."""
    if marker in {_START, _END, 0x01} or marker in _RESTARTS:
        return position + 2
    end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    if end <= position + 3 or end > len(data):
        raise RebuildRefused(RebuildFault.BROKEN)
    if marker != _SCAN:
        return end
    while (end := data.find(b"\xff", end)) != -1 and end + 1 < len(data):
        if data[end + 1] != 0 and data[end + 1] not in _RESTARTS and data[end + 1] != 0xFF:
            return end
        end += 1 if data[end + 1] == 0xFF else 2
    return len(data)


def _is_metadata(marker: int) -> bool:
    return marker == _COMMENT or (0xE0 <= marker <= 0xEF and marker not in _KEPT_APPLICATION)
