"""Refusal of an uploaded file, with the sentence for the person who uploads it."""

from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024


class UploadRefused(ValueError):
    """The file was rejected; the text says what would be accepted."""


def require_size(size: int | None, *, limit: int) -> None:
    """Raise ``UploadRefused`` for an empty file and one of more bytes than the limit."""
    if not size:
        raise UploadRefused(_("The file is empty."))
    if size > limit:
        raise UploadRefused(_("The file is larger than %(limit)d MB.") % {"limit": limit // MEGABYTE})
