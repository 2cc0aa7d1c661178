"""Tags of languages (BCP 47) as staff type them: any language, of the site or not."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_TAG = re.compile(
    r"[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*(-x(-[a-z0-9]{1,8})+)?", re.IGNORECASE
)
"""Language, script, region, variants and private use (RFC 5646, 2.1), without extensions."""


def read_tag(typed: str) -> str:
    """Return the tag in its usual form, such as “zh-Hans-CN”; raise ``ValidationError`` for what is none."""
    if not _TAG.fullmatch(typed.strip()):
        text = _("“%(tag)s” isn't a tag of a language. Use one such as “vi”, “en-GB” or “hmn” (BCP 47).")
        raise ValidationError(text % {"tag": typed.strip()})
    language, *rest = typed.strip().lower().split("-")
    parts, is_private = [language], False
    for part in rest:
        is_private = is_private or part == "x"
        parts.append(part if is_private else _write_part(part))
    return "-".join(parts)


def read_tags(typed: str) -> str:
    """Return several tags, each once, with spaces between."""
    return " ".join(dict.fromkeys(map(read_tag, typed.replace(",", " ").split())))


def _write_part(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part
