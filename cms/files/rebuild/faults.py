"""Reasons why an upload can't be rebuilt, as codes. Their messages are in ``cms/files/rebuilding.py``."""

from enum import StrEnum

DISK_FULL = 28
"""Exit code of the process that rebuilds if there is no space for the file that it writes."""


class RebuildFault(StrEnum):
    NOT_PDF = "not_pdf"
    PASSWORD = "password"  # noqa: S105  (a code, no password)
    DYNAMIC_FORM = "dynamic_form"
    TOO_MANY_PARTS = "too_many_parts"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    NOT_OFFICE = "not_office"
    MACRO = "macro"
    OFFICE_PART = "office_part"
    OFFICE_PICTURE = "office_picture"
    OFFICE_FIELD = "office_field"
    TRACKED_CHANGES = "tracked_changes"
    HIDDEN_CONTENT = "hidden_content"
    NOT_FILM = "not_film"
    NO_PICTURE = "no_picture"
    TRUNCATED = "truncated"
    FILM_SIZE = "film_size"
    NOT_SOUND = "not_sound"
    NOT_RECORDING = "not_recording"
    SOUND_LENGTH = "sound_length"
    CODEC = "codec"
    EXHAUSTED = "exhausted"
    BROKEN = "broken"


class RebuildRefused(ValueError):
    """The file can't be rebuilt; ``detail`` names the part at fault, if one is."""

    def __init__(self, fault: RebuildFault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail
